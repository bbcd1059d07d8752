using System.Globalization;

namespace OAuthAttest.SampleMaker;

/// <summary>A row of people.csv: a person with accounts at some providers, and the number of grants of each account.</summary>
/// <param name="Login">Unique; the name part of the Entra sign-in name.</param>
/// <param name="Name">Display name; empty for an unknown person.</param>
/// <param name="EmailName">The part before the at sign; empty where no provider exports an email. Two rows can share one.</param>
/// <param name="ManagerLogin">Empty without a manager.</param>
/// <param name="Slack"><c>yes</c>, <c>off</c> (deactivated), <c>no</c>, or <c>same</c>: the member of another row with this email.</param>
/// <param name="GrantCounts">By provider; without an account there, the provider is missing.</param>
/// <param name="OnlyLowRisk">Grants only to low-risk apps, of verified publishers where the provider exports that.</param>
/// <param name="Special">
/// Words such as <c>entra:off</c> (deactivated), <c>entra:gone</c> (the user list lacks the account), <c>entra:upper</c> (the email
/// in another case), <c>okta:locked</c> and <c>okta+payroll</c> (always has that app).
/// </param>
internal sealed record Person(
    string Login,
    string Name,
    string EmailName,
    string Department,
    string ManagerLogin,
    string TimeZone,
    string Slack,
    IReadOnlyDictionary<string, int> GrantCounts,
    bool OnlyLowRisk,
    IReadOnlySet<string> Special)
{
    public string? Email => EmailName.Length == 0 ? null : $"{EmailName}@{SampleCompany.Domain}";

    public static Person Parse(string line)
    {
        var cells = line.Split(',');
        var counts = SampleCompany.Providers
            .Select((provider, index) => (provider, cell: cells[7 + index]))
            .Where(pair => pair.cell.Length > 0)
            .ToDictionary(pair => pair.provider, pair => int.Parse(pair.cell, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var special = cells[12].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        return new Person(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], counts, cells[11] == "low", special);
    }
}
