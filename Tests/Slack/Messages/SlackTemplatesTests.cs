using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Text;
using Xunit;

namespace OAuthAttest.Tests.Slack.Messages;

public sealed class SlackTemplatesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("templates").FullName;

    [Fact]
    public void Load_BuiltInTexts_AreAllThereAndRight() => Assert.NotNull(SlackTemplates.Load(null, MessageTexts.Catalog));

    [Fact]
    public void Load_OwnText_ReplacesOnlyItself()
    {
        Write("request.json", """{ "buttonKeep": "Houden", "appTitle": "{app} van {provider}, {risk} ({number}) {{echt}}" }""");
        var messages = new SlackMessages(SlackTemplates.Load(folder, MessageTexts.Catalog));

        var message = messages.Request(MessageSamples.Request(MessageSamples.Card()));

        Assert.Equal(["Houden", "Remove", "Not mine"], MessageSamples.Buttons(message).Select(button => button.Label));
        Assert.Contains(
            "Calendar Buddy van Google, :large_green_circle: Low risk (1) {echt}",
            MessageSamples.Read(message),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "request.json",
        """{ "reason": "Reden: {raeson} {reason}" }""",
        "\"reason\" uses the unknown placeholder {raeson}; it knows {reason}"
    )]
    [InlineData("request.json", """{ "reason": "Reden" }""", "\"reason\" must contain the placeholder {reason}")]
    [InlineData("request.json", """{ "reason": "Reden {reason" }""", "\"reason\" has a stray '{' at character 7")]
    [InlineData("request.json", """{ "reason": "Reden {reason}}" }""", "\"reason\" has a stray '}' at character 15")]
    [InlineData("request.json", """{ "buttonKeep": " " }""", "\"buttonKeep\" is empty")]
    [InlineData(
        "request.json",
        """{ "buttonKeep": "Een knop met een veel te lange tekst erop" }""",
        "\"buttonKeep\" is too long: it can grow to 41 characters, and 30 fit"
    )]
    [InlineData("request.json", """{ "buttonKep": "Keep" }""", "\"buttonKep\" is no text of this file; it has ")]
    [InlineData("report.json", """{ "fallback": 5 }""", "not a JSON object of texts")]
    [InlineData("modal.json", "not json", "not a JSON object of texts")]
    public void Load_WrongText_NamesFileTextAndPlaceholder(string file, string content, string expected)
    {
        Write(file, content);

        var thrown = Assert.Throws<OptionsValidationException>(() => SlackTemplates.Load(folder, MessageTexts.Catalog));

        var problem = Assert.Single(thrown.Failures);
        Assert.StartsWith(Path.Combine(folder, file), problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SeveralWrongTexts_ListsThemAll()
    {
        Write("request.json", """{ "reason": "x", "buttonKeep": "", "facts": "{granted}" }""");
        Write("answers.json", """{ "closed": "{why}" }""");

        Assert.Equal(
            4,
            Assert.Throws<OptionsValidationException>(() => SlackTemplates.Load(folder, MessageTexts.Catalog)).Failures.Count()
        );
    }

    [Fact]
    public void Load_TextsThatDoNotFitOnePageTogether_AreRefused()
    {
        var texts = RequestTexts.All.ToDictionary(slot => slot.Name, slot =>
        {
            var filled = string.Join(' ', slot.Required.Select(name => $"{{{name}}}"));
            var length = slot.Required.Sum(Placeholders.MaxLength) + Math.Max(0, slot.Required.Count - 1);
            return filled + new string('x', slot.MaxLength - length);
        });
        Write("request.json", System.Text.Json.JsonSerializer.Serialize(texts));

        var thrown = Assert.Throws<OptionsValidationException>(() => SlackTemplates.Load(folder, MessageTexts.Catalog));

        Assert.Contains("too long together", Assert.Single(thrown.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_FolderWithAWrongText_FailsTheStart()
    {
        Write("reminder.json", """{ "reminder": "hi" }""");

        var result = new MessageTextsCheck().Validate(null, new SlackOptions { TemplatesFolder = folder });

        Assert.True(result.Failed);
        Assert.Contains("{open}", result.FailureMessage, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(folder, file), content);
}
