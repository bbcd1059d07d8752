using FsCheck;
using FsCheck.Fluent;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Consents.Inbox;

public sealed class ConsentMergeTests
{
    [Fact]
    public void Join_AnyThreeEvents_IsCommutativeAssociativeAndIdempotent() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
            {
                var chance = new Random(seed);
                var (a, b, c) = (SampleConsent.Random("k", chance), SampleConsent.Random("k", chance), SampleConsent.Random("k", chance));
                Assert.Equivalent(ConsentMerge.Join(a, b), ConsentMerge.Join(b, a), strict: true);
                Assert.Equivalent(
                    ConsentMerge.Join(ConsentMerge.Join(a, b), c),
                    ConsentMerge.Join(a, ConsentMerge.Join(b, c)),
                    strict: true
                );
                Assert.Equivalent(a, ConsentMerge.Join(a, a), strict: true);
                var joined = ConsentMerge.Join(a, b);
                Assert.False(ConsentMerge.AddsFacts(joined, ConsentMerge.Join(joined, a)));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Join_Companions_UnitesScopesAndTakesTheFurthestReach()
    {
        var joined = ConsentMerge.Join(
            SampleConsent.Event("k", "A", "B") with { IsAdminConsent = false, ConsentType = ConsentType.Tenant },
            SampleConsent.Event("k", "B", "C") with { IsAdminConsent = true, App = new ConsentedApp("sp:9", null, "Ltd", false) });

        Assert.Equal(["A", "B", "C"], joined.Scopes);
        Assert.Equal((ConsentType.Tenant, true), (joined.ConsentType, joined.IsAdminConsent));
        Assert.Equal(new ConsentedApp("client-1", "Mail Merge Pro", "Ltd", false), joined.App);
    }

    [Fact]
    public void TellsNew_AnEarlierTimeAlone_IsNoNews()
    {
        var known = SampleConsent.Event("k");

        Assert.False(
            ConsentMerge.AddsFacts(known, ConsentMerge.Join(known, known with { OccurredAt = known.OccurredAt.AddMilliseconds(-5) }))
        );
        Assert.True(ConsentMerge.AddsFacts(known, ConsentMerge.Join(known, known with { IsAdminConsent = true })));
        Assert.True(ConsentMerge.AddsFacts(known, ConsentMerge.Join(known, known with { Scopes = ["Z"] })));
    }
}
