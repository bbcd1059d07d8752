using OAuthAttest.Campaigns.Approving;

namespace OAuthAttest.Functions.Http;

/// <summary>The person who decides, of a request that acts.</summary>
internal static class DecidingPerson
{
    /// <summary>
    /// A person who signed in on the platform is named by that; a key does not say who of its holders decides, so the body names them.
    /// </summary>
    public static string? Of(JsonFields fields, string name, string? named, string actor)
    {
        if (ActingCaller.PersonOf(actor) is { } signedIn)
        {
            return named is null || WorklistApproval.NameTheSame(named, signedIn)
                ? signedIn
                : fields.Fail<string>(name, "must be who is signed in, or be left out");
        }
        return WorklistApproval.NamesAPerson(named)
            ? named
            : fields.Fail<string>(name, "must be the email address of the person who decides: the lead or an approver");
    }
}
