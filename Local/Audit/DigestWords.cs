using System.Globalization;
using OAuthAttest.ScopeAudits.Detecting;

namespace OAuthAttest.Local.Audit;

/// <summary>What digest files proved, in words that say no more.</summary>
internal static class DigestWords
{
    public static string Of(AuditCertificate certificate)
    {
        var digests = certificate.Digests;
        if (digests.Files == 0)
            return "no digest files: that no file was changed or taken away is not proved";
        var signatures = digests.Authentic == digests.Files ? "all signed by CloudTrail"
            : digests.Authentic == 0 ? "signatures not checked"
            : $"{Number(digests.Authentic)} signed by CloudTrail";
        return $"digest files {Number(digests.Files)}, {signatures}; "
            + $"log files as delivered {Number(digests.Verified)}, listed by no digest file {Number(digests.Uncovered)}";
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
