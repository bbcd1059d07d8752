using OAuthAttest.Configuration;
using Xunit;

namespace OAuthAttest.Tests.Configuration;

/// <summary>What is no secret is refused by its key: every secret setting, and the sample file as it is shipped.</summary>
public sealed class SecretsTests
{
    public static TheoryData<string> Secrets =>
    [
        .. AllSettings.Known.Where(setting => setting.Member.IsSecret).Select(AllSettings.KeyOf),
    ];

    /// <summary>What is not marked as a secret is checked as none, and shown in messages.</summary>
    [Fact]
    public void Settings_NamedLikeASecret_AreMarkedAsOne()
    {
        string[] words = ["Key", "Keys", "Token", "Secret", "Secrets", "Password"];

        var unmarked = AllSettings.Known.Where(setting => !setting.Member.IsSecret && setting.Member.Item == typeof(string))
            .Select(AllSettings.KeyOf)
            .Where(key => words.Any(word => key.Split(':').Any(step => step.EndsWith(word, StringComparison.Ordinal))));

        Assert.Empty(unmarked);
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Start_PlaceholderInASecret_IsRefusedByName(string key)
    {
        string[] placeholders =
        [
            "xoxb-...", "...", "…", "<the signing secret>", "changeme", "CHANGE-ME-please", "your-secret-token", "{{token}}",
            "xxxxxxxxxxxxxxxxxxxxxxxx", "************************", "placeholder",
        ];

        Assert.All(placeholders, text => Assert.Contains(With(key, text), line => Names(line, key)));
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Start_ShortSecret_IsRefusedByName(string key)
    {
        // A connection string has a check of its own.
        Assert.Contains(With(key, "abc12"), line => Names(line, key));
        if (AllSettings.Of(key).Member.Shape == SettingShape.List)
            Assert.Contains(With(key, " "), line => Names(line, key));
    }

    [Fact]
    public void Start_SampleAsItIsShipped_NamesEveryKeyThatHasToBeFilledIn()
    {
        var refused = AllSettings.Report(AllSettings.Sample()).Select(line => line.Split(' ')[0]);

        Assert.Equal(
            ["ConnectionStrings:OAuthAttest", "Slack:BotToken", "Slack:LeadChannel", "Slack:SigningSecrets:0"],
            refused.Order(StringComparer.Ordinal)
        );
        Assert.Empty(AllSettings.Report(AllSettings.Filled()));
    }

    [Fact]
    public void Sample_EachKey_HoldsNoPlaceholderThatPasses()
    {
        // Whatever looks like a placeholder in the sample must be refused when it is left in.
        foreach (var (key, value) in AllSettings.Sample().Where(setting => setting.Value is { Length: > 0 }))
        {
            if (SecretText.Unmet(value!, 1) is not null)
                Assert.Contains(With(key, value!), line => Names(line, key));
        }
    }

    [Theory]
    [InlineData("xoxb-2222-3333-aBcDeFgHiJkL")]
    [InlineData("8f742231b10e8888abcd99yyyzzz85a5")]
    [InlineData("todos-are-no-words-of-a-sample-9")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("{\"type\":\"service_account\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nMIIE\"}")]
    public void Unmet_RealSecret_IsFine(string secret) => Assert.Null(SecretText.Unmet(secret, 12));

    private static bool Names(string line, string key) => line.StartsWith(key + " ", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith(key + ":0 ", StringComparison.OrdinalIgnoreCase);

    private static List<string> With(string key, string value)
    {
        var settings = AllSettings.Valid();
        if (AllSettings.Known.Any(setting => AllSettings.KeyOf(setting) == key && setting.Member.Shape == SettingShape.List))
            key += ":0";
        settings[key] = value;
        return AllSettings.Report(settings);
    }
}
