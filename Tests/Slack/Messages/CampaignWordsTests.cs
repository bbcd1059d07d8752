using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace OAuthAttest.Tests.Slack.Messages;

/// <summary>
/// Until a grant was read again and was not there, no text may say that it is gone: a campaign's question and its report at the close come
/// before that. What is told afterwards has files of its own, whose messages are made from the states of the items. That nothing was
/// removed, or that something will be, is no such claim.
/// </summary>
public sealed partial class CampaignWordsTests
{
    public static TheoryData<string> Files =>
        ["answers.json", "modal.json", "notices.json", "reminder.json", "report.json", "request.json"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Texts_OfACampaign_ClaimNoRemovalThatNoRowProves(string file)
    {
        using var texts = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.PathOf($"Core/Slack/Messages/Templates/{file}")));

        Assert.All(texts.RootElement.EnumerateObject(), text =>
            Assert.DoesNotMatch(Claim(), text.Value.GetString()!)
        );
    }

    /// <summary>Hold reasons, tables, the demo and the rehearsal speak to people too.</summary>
    [Theory]
    [InlineData("Core/Campaigns")]
    [InlineData("Functions/Campaigns")]
    [InlineData("Functions/Rehearsals")]
    [InlineData("Local/Demo")]
    [InlineData("Local/Rehearse")]
    [InlineData("Local/Reporting")]
    [InlineData("Local/Simulators/Slack")]
    public void Sentences_InTheCode_ClaimNoRemovalThatNoRowProves(string folder)
    {
        var sentences = RepositoryFiles.Sources(folder).SelectMany(SentencesOf).ToList();

        Assert.NotEmpty(sentences);
        Assert.All(sentences, sentence => Assert.DoesNotMatch(Claim(), sentence));
    }

    [Theory]
    [InlineData("Apps that nobody answers for are removed.", true)]
    [InlineData("It was disconnected 3 days ago.", true)]
    [InlineData("The app loses its access.", true)]
    [InlineData("Removed 3 days ago by campaign 2026Q4", true)]
    [InlineData("Nothing is removed without a named approval.", false)]
    [InlineData("It will be removed.", false)]
    [InlineData("Apps that nobody answers for are listed for removal.", false)]
    [InlineData("*Remove*: you do not need it; it is listed for removal.", false)]
    public void Claim_SentencesThatWereSaid_AreTold(string sentence, bool isClaim) => Assert.Equal(isClaim, Claim().IsMatch(sentence));

    // What is filled in stands as {}.
    private static IEnumerable<string> SentencesOf(string path)
    {
        var nodes = CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path).GetRoot().DescendantNodes().ToList();
        return nodes.OfType<LiteralExpressionSyntax>().Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression))
            .Select(literal => literal.Token.ValueText)
            .Concat(nodes.OfType<InterpolatedStringExpressionSyntax>().Select(text => string.Concat(text.Contents.Select(part =>
                part is InterpolatedStringTextSyntax plain ? plain.TextToken.ValueText : "{}"))));
    }

    [GeneratedRegex(
        @"(?<!\b(Nothing|will)\s)\b(is|are|was|were|be|been|being|gets?|got)\s+(now\s+)?(removed|revoked|disconnected|deleted|cut off)\b"
            + @"|\bloses? (its|their) access\b|\b(Removed|Revoked|Disconnected) (\d|\{)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Claim();
}
