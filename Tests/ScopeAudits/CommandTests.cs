using System.Diagnostics;
using System.Text.Json;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Remediating;
using Xunit;
using static OAuthAttest.Tests.Aws.CloudTrail.LogText;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>Commands to copy: what comes from a record is one word of a shell, whatever it is, or there is no command.</summary>
public sealed class CommandTests
{
    public static TheoryData<string> Hostile =>
    [
        "plain", "two words", "it's", "''", "'; rm -rf / #", "\"; id; \"", "$(id)", "`id`", "${HOME}", "a\\", "\\'", "!!", "*", "~", "#",
        "a&b|c>d<e", "%s%n", "{a}", "\u00e4\u4f60", "'\\''", "$'\\n'", "a=b", "=cat",
    ];

    public static TheoryData<string> Refused =>
    [
        "", "-rf", "--profile", "a\nb", "a\rb", "a\tb", "a\0b", "\u001b[31m", "\u009b31m", "\u202egnp", "\u2066a", "\u200ba",
        "\u061ca", "\u00ada", "\ufeffa", "a\u2028b", "\ud83d\ude00", "file:///etc/passwd", "FILEB://x", "https://example.com/", "***",
        "HIDDEN_DUE_TO_SECURITY_REASONS", new string('x', 1025),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Fill_HostileId_IsOneWordOfTheShell(string id)
    {
        var command = CommandTemplate.Fill("printf '[%s]' {requestParameters.roleName} end", Record(Quoted(id)));

        Assert.Equal($"[{id}][end]", await ShellAsync(command!));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Fill_IdThatNoCommandShouldGet_GivesNone(string id) =>
        Assert.Null(CommandTemplate.Fill("aws {requestParameters.roleName}", Record(Quoted(id))));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null]")]
    public void Fill_NoText_GivesNone(string parameter) =>
        Assert.Null(CommandTemplate.Fill("aws {requestParameters.roleName[]}", Record(parameter)));

    [Fact]
    public async Task Fill_List_IsAWordEach()
    {
        var command = CommandTemplate.Fill("printf '[%s]' {requestParameters.roleName[]}", Record("""["a b","$(id)",7]"""));

        Assert.Equal("[a b][$(id)][7]", await ShellAsync(command!));
    }

    [Fact]
    public void Fill_ListWithoutEnd_GivesNone() => Assert.Null(CommandTemplate.Fill(
        "aws {requestParameters.roleName[]}", Record($"[{string.Join(',', Enumerable.Repeat("\"a\"", 51))}]")));

    [Fact]
    public void Of_RecordThatLacksAnId_SaysSoAndKeepsTheStep()
    {
        var record = Changes.Record(LogText("{}"));
        var query = QueryRegistry.Embedded.Find("AttachRolePolicy", "iam.amazonaws.com")!;

        var steps = RemediationTexts.Of(record, query);

        Assert.Equal(query.Remediation.Count, steps.Count);
        Assert.All(steps.Zip(query.Remediation), each =>
        {
            Assert.Null(each.First.Command);
            Assert.StartsWith(each.Second.Text, each.First.Text, StringComparison.Ordinal);
            Assert.Equal(each.Second.Command is not null, each.First.Text.EndsWith("no command.", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Of_Record_HasItsIdsInTheCommands()
    {
        var query = QueryRegistry.Embedded.Find("AttachRolePolicy", "iam.amazonaws.com")!;

        var steps = RemediationTexts.Of(Changes.Record(LogText(AttachParameters)), query);

        Assert.Contains(
            "aws iam detach-role-policy --role-name 'Reader' --policy-arn 'arn:aws:iam::aws:policy/AdministratorAccess'",
            steps.Where(step => step.Changes).Select(step => step.Command)
        );
    }

    private static JsonElement Record(string roleName) => Changes.Record(LogText($$"""{"roleName":{{roleName}}}""")).Body;

    private static string LogText(string parameters) => Aws.CloudTrail.LogText.Record(parameters: parameters);

    private static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", command }, UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output;
    }
}
