using System.Globalization;
using OAuthAttest.ScopeAudits.Detecting;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>What CloudTrail was asked, a line for each account and Region.</summary>
internal static class AskedTable
{
    private const int MostRows = 60;

    public static Table Of(AuditCertificate certificate)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("What CloudTrail was asked");
        foreach (var title in (string[])["account", "Region", "questions", "answered", "pages", "records"])
            table.AddColumn(title);
        foreach (var column in table.Columns.Skip(2))
            column.RightAligned();
        var places = certificate.Asked.GroupBy(query => (query.Account, query.Region)).ToList();
        foreach (var place in places.Take(MostRows))
        {
            var answered = place.Count(query => query.IsComplete);
            table.AddRow(
                place.Key.Account,
                place.Key.Region,
                Number(place.Count()),
                answered == place.Count() ? Number(answered) : $"[red]{Number(answered)}[/]",
                Number(place.Sum(query => query.Pages)),
                Number(place.Sum(query => query.Records))
            );
        }
        if (places.Count > MostRows)
            table.AddRow("", $"{Number(places.Count - MostRows)} more", "", "", "", "");
        table.Caption(Markup.Escape(
            $"records {Number(certificate.Records)}, no records {Number(certificate.Malformed)}; "
                + $"found by {Number(certificate.Queries)} queries {Number(certificate.Matched)}, repeated {Number(certificate.Repeated)}"
        ));
        return table;
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
