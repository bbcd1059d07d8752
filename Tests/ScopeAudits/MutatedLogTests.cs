using System.Diagnostics;
using System.Text;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Remediating;
using OAuthAttest.ScopeAudits.Verifying;
using OAuthAttest.Tests.Aws.CloudTrail;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>Real-shaped log files with bytes changed at random, the same ones each time.</summary>
public sealed class MutatedLogTests
{
    private const int Inputs = 100_000;

    private static readonly ApprovedScopes Approved = ApprovedScopesTests.List(ApprovedScopesTests.Entry("a"));
    private static readonly EventNames Names = new(QueryRegistry.Embedded.EventNames);
    private static readonly byte[][] Seeds = [.. SeedTexts().Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Snippets =
    [
        .. ((string[])
            [
                "\"", "\\", "\\u", "\\ud800", "{", "}", "[", "]", ",", ":", "null", "true", "-1e999", "\n", "\r\n", "\uFEFF", "\u202e",
                "\"Records\":[", "\"eventName\":\"AttachRolePolicy\",", "\"eventID\":7,", "\"CloudTrailEvent\":\"{}\",",
                new string('[', 200), "\u001b[31m", "$(id)", "'",
            ]).Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xC3], [0], [0x1F, 0x8B], [0xED, 0xA0, 0x80],
    ];

    [Fact]
    public void Read_ManyMutatedInputs_GivesRecordsAndProblemsAndNothingElse()
    {
        var started = Stopwatch.GetTimestamp();
        long records = 0, told = 0, changes = 0;

        Parallel.For(0, Inputs, number =>
        {
            var bytes = Mutated(number);
            var found = 0;
            var reading = CloudTrailFile.Read("log", new MemoryStream(bytes), Names, record => found += Check(record), default);
            Assert.True(reading.Records >= reading.Malformed + found, $"input {number}");
            Assert.True(reading.Coverage.Spans.Sum(span => span.Events) <= reading.Records, $"input {number}");
            Interlocked.Add(ref records, reading.Records);
            Interlocked.Add(ref told, reading.Malformed > 0 || reading.Failure is not null ? 1 : 0);
            Interlocked.Add(ref changes, found);
        });

        Assert.True(records > Inputs && told > Inputs / 10 && changes > Inputs / 10, $"{records} records, {told} told, {changes} changes");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"{Stopwatch.GetElapsedTime(started)}");
    }

    /// <returns>1: it is a change.</returns>
    private static int Check(CloudTrailRecord record)
    {
        if (QueryRegistry.Embedded.Find(record.EventName, record.EventSource) is not { } query)
            return 0;
        var change = ScopeChanges.Of(record, query);
        var judgement = Approved.Judge(change);
        var steps = RemediationTexts.Of(record, query);
        if (judgement.Verdict == Verdict.Approved)
            Assert.True(change is { ErrorCode: null, IsAccessMissing: false, Account: "111122223333", Actor.IsUnderstood: true });
        string?[] texts = [change.EventId, change.Target, change.Region, change.UserAgent, .. change.Access, .. change.Actor.Names];
        Assert.DoesNotContain(texts, text => text is not null && text.Any(c => char.IsControl(c) || c is '\u202e'));
        Assert.DoesNotContain(steps, step => step.Command is not null && step.Command.Any(char.IsControl));
        return 1;
    }

    private static byte[] Mutated(int number)
    {
        var chance = new Random(number);
        var bytes = Seeds[number % Seeds.Length].ToList();
        for (var times = chance.Next(1, 5); times > 0 && bytes.Count > 0; times--)
        {
            var at = chance.Next(bytes.Count);
            switch (chance.Next(6))
            {
                case 0:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << chance.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(chance.Next(1, 40), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(chance.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Snippets[chance.Next(Snippets.Length)]);
                    break;
            }
        }
        if (chance.Next(20) == 0)
            bytes = bytes[..chance.Next(bytes.Count + 1)];
        var text = bytes.ToArray();
        return chance.Next(50) == 0 ? Damaged(LogText.Gzip(text), chance) : text;
    }

    private static byte[] Damaged(byte[] packed, Random chance)
    {
        packed[chance.Next(packed.Length)] ^= (byte)(1 << chance.Next(8));
        return chance.Next(2) == 0 ? packed : packed[..chance.Next(packed.Length)];
    }

    private static IEnumerable<string> SeedTexts()
    {
        var scopes = LogText.Record(
            "e-2", "UpdateUserPoolClient", "cognito-idp.amazonaws.com",
            parameters: """{"userPoolId":"p","clientId":"c","allowedOAuthScopes":["openid","x/read"],"allowedOAuthFlows":["code"]}""");
        var denied = LogText.Record(
            "e-3", "PutRolePolicy", identity: """{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u","accessKeyId":"AKIA1"}""",
            parameters: """{"roleName":"r","policyName":"p","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\"}]}"}""",
            more: ",\"errorCode\":\"AccessDenied\"");
        yield return LogText.Wrapped(LogText.Record(), scopes);
        yield return $"{denied}\n{LogText.Record("e-4", "GetUser")}\n";
        yield return LogText.LookedUp(scopes, LogText.Record("e-5"));
        yield return $"[{LogText.Record()},{denied}]";
    }
}
