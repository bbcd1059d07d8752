using System.Text.RegularExpressions;

namespace OAuthAttest.Aws.Access;

/// <summary>An account and the way into it.</summary>
/// <param name="Id">Twelve digits.</param>
/// <param name="RoleArn">The role in it that is assumed; null: the process' own credentials are of this account.</param>
/// <param name="ExternalId">What the role's trust asks for besides; null: nothing.</param>
internal sealed partial record AwsAccount(string Id, string? RoleArn, string? ExternalId)
{
    public static bool IsId(string text) => AccountId().IsMatch(text);

    public static bool IsExternalId(string text) => External().IsMatch(text);

    /// <summary>The partition and the account of a role; null: it is no role's ARN.</summary>
    public static (string Partition, string Account)? PartsOf(string roleArn) =>
        Role().Match(roleArn) is { Success: true } match ? (match.Groups["partition"].Value, match.Groups["account"].Value) : null;

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AccountId();

    [GeneratedRegex(
        @"^arn:(?<partition>aws[a-z-]*):iam::(?<account>[0-9]{12}):role/[\w+=,.@/-]{1,512}$",
        RegexOptions.ExplicitCapture | RegexOptions.ECMAScript, 1000)]
    private static partial Regex Role();

    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    [GeneratedRegex(@"^[\w+=,.@:/-]{2,1224}$", RegexOptions.ExplicitCapture | RegexOptions.ECMAScript, 1000)]
    private static partial Regex External();
}
