using System.Globalization;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.Local.Audit;

/// <summary>What digest files proved, in words that say no more.</summary>
internal static class DigestWords
{
    public static string Of(AuditCertificate certificate)
    {
        var digests = certificate.Digests;
        if (digests.Files == 0)
            return "no digest files: that no file was changed or taken away is not proved";
        // Without signatures the digest files may be anybody's.
        var how = digests.Authentic > 0 ? "delivered" : "listed there";
        return $"digest files {Number(digests.Files)}, {Signatures(digests)}; "
            + $"log files as {how} {Number(digests.Verified)}, listed by no digest file {Number(digests.Uncovered)}";
    }

    private static string Signatures(DigestCheck digests)
    {
        if (digests.Authentic == digests.Files)
            return "all signed by CloudTrail";
        var unseen = digests.Files - digests.Authentic - digests.Refuted;
        if (unseen == digests.Files)
            return "signatures not checked";
        List<string> kinds = [$"{Number(digests.Authentic)} signed by CloudTrail"];
        if (digests.Refuted > 0)
            kinds.Add($"{Number(digests.Refuted)} not");
        if (unseen > 0)
            kinds.Add($"{Number(unseen)} with a signature that was not checked");
        return string.Join(", ", kinds);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
