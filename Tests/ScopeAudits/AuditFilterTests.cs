using System.Net;
using OAuthAttest.ScopeAudits;
using Xunit;

namespace OAuthAttest.Tests.ScopeAudits;

public sealed class AuditFilterTests
{
    private static readonly ScopeChange Change = Changes.Change();

    public static TheoryData<string, AuditFilter, bool> Filters => new()
    {
        { "nothing", new AuditFilter(), true },
        { "since, the instant itself", new AuditFilter { Since = Changes.At }, true },
        { "since, a second later", new AuditFilter { Since = Changes.At.AddSeconds(1) }, false },
        { "until, the instant itself", new AuditFilter { Until = Changes.At }, false },
        { "until, a second later", new AuditFilter { Until = Changes.At.AddSeconds(1) }, true },
        { "with a second factor", new AuditFilter { Mfa = [Mfa.Yes] }, true },
        { "with none, or not recorded", new AuditFilter { Mfa = [Mfa.No, Mfa.NotRecorded] }, false },
        { "part of the principal, in any case", new AuditFilter { Principal = "ROLE/dep" }, true },
        { "another principal", new AuditFilter { Principal = "nobody" }, false },
        { "the address", new AuditFilter { Addresses = [IPNetwork.Parse("203.0.113.7/32")] }, true },
        { "its network", new AuditFilter { Addresses = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("203.0.113.0/24")] }, true },
        { "another network", new AuditFilter { Addresses = [IPNetwork.Parse("2001:db8::/32")] }, false },
        { "the account", new AuditFilter { Accounts = ["1", "111122223333"] }, true },
        { "another account", new AuditFilter { Accounts = ["1"] }, false },
        { "the Region", new AuditFilter { Regions = ["us-east-1"] }, true },
        { "another Region", new AuditFilter { Regions = ["us-east"] }, false },
        { "the event", new AuditFilter { EventNames = ["AttachRolePolicy"] }, true },
        { "another event", new AuditFilter { EventNames = ["attachrolepolicy"] }, false },
        { "failed", new AuditFilter { HasError = true }, false },
        { "succeeded", new AuditFilter { HasError = false }, true },
        { "all of them must let it", new AuditFilter { HasError = false, Regions = ["us-east-1"], Accounts = ["1"] }, false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Lets_EveryFilter_ComparesOneFact(string what, AuditFilter filter, bool lets)
    {
        Assert.Equal(lets, filter.Lets(Change));
        Assert.Equal(what == "nothing", filter.IsEmpty);
    }

    [Theory]
    [InlineData("cloudformation.amazonaws.com")]
    [InlineData("AWS Internal")]
    [InlineData(null)]
    public void Lets_SourceThatIsNoAddress_IsInNoNetwork(string? source)
    {
        var filter = new AuditFilter { Addresses = [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")] };

        Assert.False(filter.Lets(Change with { SourceAddress = source }));
    }

    [Fact]
    public void Lets_AddressWrittenInTheOtherFamily_IsInItsNetwork()
    {
        var filter = new AuditFilter { Addresses = [IPNetwork.Parse("203.0.113.0/24")] };

        Assert.True(filter.Lets(Change with { SourceAddress = "::ffff:203.0.113.7" }));
    }

    [Fact]
    public void Lets_ChangeThatSaysNothing_IsLeftOutWhereSomethingIsAskedFor()
    {
        var silent = Change with { Account = null, Region = null, Actor = Changes.Actor(null) };

        Assert.False(new AuditFilter { Accounts = ["111122223333"] }.Lets(silent));
        Assert.False(new AuditFilter { Regions = ["us-east-1"] }.Lets(silent));
        Assert.False(new AuditFilter { Principal = "" }.Lets(silent));
    }
}
