using System.Text;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>The approved list: its file, and what it makes of a change.</summary>
public sealed class ApprovedScopesTests
{
    private const string Role = "arn:aws:iam::111122223333:role/Deploy";

    [Fact]
    public void Judge_EntriesInForceForAllOfIt_IsApproved()
    {
        var judgement = List(Entry("a", access: "read"), Entry("b", access: "wri*")).Judge(Changes.Change());

        Assert.Equal((Verdict.Approved, "covered by a (file), b (file)"), (judgement.Verdict, judgement.Rule));
        Assert.Equal(["a", "b"], judgement.Entries);
    }

    [Fact]
    public void Judge_TwoApprovals_DoNotMakeAThird()
    {
        var list = List(
            Entry("a", access: "read", more: ""","together":["read","other"]"""),
            Entry("b", access: "write", more: ""","together":["write","another"]"""),
            Entry("c", access: "write", more: ""","together":["write","read"]"""));

        Assert.Equal(Verdict.Deviation, list.Judge(Changes.Change()).Verdict);
        Assert.Equal(
            Verdict.Approved,
            List(Entry("a", more: ""","together":["write","read"]""")).Judge(Changes.Change()).Verdict);
    }

    [Theory]
    [InlineData(""","event":"iam.amazonaws.com/AttachRolePolicy" """, Verdict.Approved)]
    [InlineData(""","event":"iam.amazonaws.com/DetachRolePolicy" """, Verdict.Deviation)]
    [InlineData(""","target":"Read*" """, Verdict.Approved)]
    [InlineData(""","target":"Writer" """, Verdict.Deviation)]
    public void Judge_EntryForACallOrATarget_CoversNoOther(string more, Verdict verdict) =>
        Assert.Equal(verdict, List(Entry("a", more: more)).Judge(Changes.Change() with { Target = "Reader" }).Verdict);

    [Theory]
    [InlineData("2026-11-02", Verdict.Expired, "a (file) expired 2026-11-03 00:00 UTC")]
    [InlineData("2026-11-03", Verdict.Approved, "covered by a (file)")]
    [InlineData("2026-11-03T08:12:44Z", Verdict.Expired, "a (file) expired 2026-11-03 08:12 UTC")]
    [InlineData("2026-11-03T08:12:45Z", Verdict.Approved, "covered by a (file)")]
    [InlineData("2026-11-03T10:12:44+02:00", Verdict.Expired, "a (file) expired 2026-11-03 08:12 UTC")]
    public void Judge_ByExpiry_DayIsInForceToItsEnd(string expires, Verdict verdict, string rule)
    {
        var judgement = List(Entry("a", expires: expires)).Judge(Changes.Change());

        Assert.Equal((verdict, rule), (judgement.Verdict, judgement.Rule));
    }

    [Theory]
    [InlineData("2026-11-04", Verdict.Expired, "a (file) begins 2026-11-04 00:00 UTC")]
    [InlineData("2026-11-03", Verdict.Approved, "covered by a (file)")]
    public void Judge_EntryThatBeginsLater_DoesNotCover(string from, Verdict verdict, string rule)
    {
        var judgement = List(Entry("a", from: from)).Judge(Changes.Change());

        Assert.Equal((verdict, rule), (judgement.Verdict, judgement.Rule));
    }

    [Fact]
    public void Judge_ExpiredEntryBesideOneInForce_IsApproved() =>
        Assert.Equal(Verdict.Approved, List(Entry("old", expires: "2026-01-01"), Entry("new")).Judge(Changes.Change()).Verdict);

    [Fact]
    public void Judge_PartlyCovered_IsADeviationThatNamesTheRest()
    {
        var judgement = List(Entry("a", access: "read")).Judge(Changes.Change());

        Assert.Equal((Verdict.Deviation, $"no entry covers write for {Role}"), (judgement.Verdict, judgement.Rule));
        Assert.Equal(["a"], judgement.Entries);
    }

    [Fact]
    public void Judge_OnePartExpiredAndOneNowhere_IsADeviation() =>
        Assert.Equal(Verdict.Deviation, List(Entry("a", access: "read", expires: "2026-01-01")).Judge(Changes.Change()).Verdict);

    [Theory]
    [InlineData("principal", "arn:aws:iam::111122223333:role/Other")]
    [InlineData("account", "999900001111")]
    [InlineData("access", "admin")]
    public void Judge_EntryAboutSomethingElse_IsADeviation(string field, string value)
    {
        var list = List(Entry(
            "a", field == "principal" ? value : Role, field == "access" ? value : "*", field == "account" ? value : "111122223333"));

        Assert.Equal(Verdict.Deviation, list.Judge(Changes.Change()).Verdict);
    }

    [Fact]
    public void Judge_WithoutAList_NothingIsApproved() =>
        Assert.Equal(Verdict.Deviation, ApprovedScopes.None.Judge(Changes.Change()).Verdict);

    public static TheoryData<string, ScopeChange, string> Lacking => new()
    {
        { "account", Changes.Change() with { Account = null }, "the record does not say in which account" },
        { "principal", Changes.Change() with { Actor = Changes.Actor(null) }, "the record does not say who it was" },
        {
            "type", Changes.Change() with { Actor = Changes.Actor("x", isUnderstood: false) },
            "the record's type of identity is not known: AssumedRole"
        },
        { "access", Changes.Change() with { Access = [] }, "the record does not show the scopes or policies" },
        { "part of the access", Changes.Change() with { IsAccessMissing = true }, "the record does not show the scopes or policies" },
    };

    [Theory]
    [MemberData(nameof(Lacking))]
    public void Judge_SomethingIsMissing_IsUnknownWhateverIsApproved(string missing, ScopeChange change, string rule)
    {
        var judgement = List(Entry("all", "*", "*", "*")).Judge(change);

        Assert.NotEmpty(missing);
        Assert.Equal((Verdict.Unknown, rule), (judgement.Verdict, judgement.Rule));
        Assert.Empty(judgement.Entries);
    }

    [Theory]
    [InlineData("AccessDenied", Verdict.Denied, "AWS refused the call: AccessDenied")]
    [InlineData("AccessDeniedException", Verdict.Denied, "AWS refused the call: AccessDeniedException")]
    [InlineData("Client.UnauthorizedOperation", Verdict.Denied, "AWS refused the call: Client.UnauthorizedOperation")]
    [InlineData("NotAuthorizedException", Verdict.Denied, "AWS refused the call: NotAuthorizedException")]
    [InlineData("NoSuchEntityException", Verdict.Failed, "the call failed: NoSuchEntityException")]
    [InlineData("ThrottlingException", Verdict.Failed, "the call failed: ThrottlingException")]
    public void Judge_CallThatFailed_IsToldApartFromOneThatWasRefused(string error, Verdict verdict, string rule)
    {
        var judgement = List(Entry("all", "*", "*", "*")).Judge(Changes.Change() with { ErrorCode = error });

        Assert.Equal((verdict, rule), (judgement.Verdict, judgement.Rule));
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "no JSON", "{", "is no JSON from there on" },
        { "nothing", "null", "has nothing but null" },
        { "no version", """{"entries":[]}""", "version is missing" },
        { "an empty version", """{"version":" ","entries":[]}""", "version is empty" },
        { "no entries", """{"version":"1"}""", "entries is missing" },
        { "entries null", """{"version":"1","entries":null}""", "$.entries: has a value that it cannot have" },
        { "an entry null", """{"version":"1","entries":[null]}""", "entries has a null" },
        { "an entry without fields", """{"version":"1","entries":[{"id":"a"}]}""", "$.entries[0]: principal, access, account" },
        { "an unknown field", Changed("\"owner\"", "\"ownr\""), "$.entries[0].ownr: ownr is no field of it" },
        { "a field twice", Changed("\"id\"", "\"owner\":\"o\",\"id\""), "stands there twice" },
        { "a number", Changed("\"Platform\"", "7"), "$.entries[0].owner: has a value that it cannot have" },
        { "a null", Changed("\"Platform\"", "null"), "$.entries[0].owner: has a value that it cannot have" },
        { "an empty field", Changed("\"Platform\"", "\" \\n\""), "entry 'a': owner is empty" },
        { "an id twice", File(Entry("a"), Entry("a")), "entry 'a' stands there twice" },
        { "no day", File(Entry("a", expires: "31.12.2026")), "entry 'a': expires is no day, such as 2026-12-31, and no time" },
        { "no day to begin", File(Entry("a", from: "soon")), "entry 'a': from is no day, such as 2026-12-31, and no time" },
        { "an end before the begin", File(Entry("a", expires: "2026-11-01", from: "2026-11-05")), "entry 'a': from is not before expires" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_WrongFile_IsRefusedWithEntryAndField(string what, string json, string told)
    {
        Assert.NotEmpty(what);
        var refused = Assert.Throws<InvalidDataException>(() => ApprovedScopes.Read(Encoding.UTF8.GetBytes(json), "approved.json"));

        Assert.StartsWith("approved.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("OAuthAttest", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileWithAByteOrderMark_IsRead()
    {
        var list = ApprovedScopes.Read(Encoding.UTF8.GetBytes("\uFEFF" + File(Entry("a"))), "approved.json");

        Assert.Equal(("1", 64, "a"), (list.Version, list.Digest.Length, Assert.Single(list.Entries).Id));
    }

    [Theory]
    [InlineData("2026-12-31", null)]
    [InlineData("2026-12-31T00:00:00Z", "2026-01-01")]
    [InlineData("2026-12-31T08:15:00.1234567Z", "2026-01-01T00:00:00.5Z")]
    [InlineData("0001-01-02", null)]
    [InlineData("9999-12-30", "0001-01-01")]
    public void ToFile_ReadAgain_IsTheSameList(string expires, string? from)
    {
        var list = List(
            Entry("z", access: "a \\u003c\u00e9 ${*} ${?} \u0041*", expires: expires, from: from),
            Entry("a", principal: "*", expires: expires));

        var read = ApprovedScopes.Read(list.ToFile(), "exported");

        Assert.Equal(list.Entries, read.Entries);
        Assert.Equal(list.Version, read.Version);
        Assert.Equal(list.ToFile(), read.ToFile());
    }

    [Fact]
    public void With_EntriesFromElsewhere_HasBoth_AndADigestOfBoth()
    {
        var (file, more) = (List(Entry("a"), Entry("b")), List(Entry("b", access: "other"), Entry("c")).Entries);

        var both = file.With(more);

        Assert.Equal(["a", "b", "c"], both.Entries.Select(entry => entry.Id));
        Assert.Equal("*", both.Entries[1].Access.Text);
        Assert.Equal(("1+1", 64), (both.Version, both.Digest.Length));
        Assert.NotEqual(file.Digest, both.Digest);
        Assert.NotEqual(both.Digest, file.With(List(Entry("c", access: "other")).Entries).Digest);
        Assert.Equal(both.Digest, file.With(more).Digest);
        Assert.Same(file, file.With([]));
    }

    internal static ApprovedScopes List(params string[] entries) =>
        ApprovedScopes.Read(Encoding.UTF8.GetBytes(File(entries)), "approved.json");

    internal static string File(params string[] entries) => $$"""{"version":"1","entries":[{{string.Join(',', entries)}}]}""";

    internal static string Entry(
        string id, string principal = Role, string access = "*", string account = "111122223333", string expires = "2026-12-31",
        string? from = null, string more = "") => $$"""
        {"id":"{{id}}","principal":"{{principal}}","access":"{{access}}","account":"{{account}}","owner":"Platform","reason":"releases",
        "reviewer":"Ines Okafor","expires":"{{expires}}"{{(from is null ? "" : $",\"from\":\"{from}\"")}}{{more}}}
        """;

    private static string Changed(string from, string to) => File(Entry("a").Replace(from, to, StringComparison.Ordinal));
}
