namespace OAuthAttest.Grants.Import.Json;

/// <summary>
/// Whether the pages of one list are all there: each that says that another follows must be followed by one, and the files that
/// hold them must leave out no number. A list that was cut must never look like a whole one.
/// </summary>
internal sealed class PageChain(JsonListShape shape, RowErrors errors)
{
    private readonly List<PageName> files = [];
    private int pages;
    private int withNext;
    private bool isWhole = true;
    private bool endsWithNext;
    private long elements;
    private long? declared;
    private long lastBareList;

    public bool IsOf(PageName file) => files.Count > 0 && files[0].List == file.List;

    public void Add(PageName file, JsonElements read)
    {
        files.Add(file);
        isWhole &= read.IsWhole;
        pages += read.Pages;
        withNext += read.PagesWithNext;
        if (read.Pages > 0)
            endsWithNext = read.EndsWithNext;
        elements += read.Index + 1;
        declared = read.Declared is { } count ? Math.Max(declared ?? 0, count) : declared;
        lastBareList = read.LastBareList;
    }

    /// <param name="name">The last file's name for messages.</param>
    public void Check(string name)
    {
        // What could not be read is an error already.
        if (!isWhole)
            return;
        if (pages > 0 && (endsWithNext || withNext >= pages))
        {
            Refuse(
                name,
                shape.NextPage.First(),
                "says that another page follows, but that page is not there: the export is not complete. Export the list again to its "
                    + $"end, and save its pages one after another in one file, or as {Stem(name)}-1.json, {Stem(name)}-2.json and so on"
            );
        }
        else if (withNext > 0 && MissingNumber() is { } missing)
        {
            Refuse(name, "", $"the pages of this list are numbered, but number {missing} is not there: export the list again to its end");
        }
        else if (declared > elements)
        {
            Refuse(
                name,
                "@odata.count",
                $"says that the list has {declared} elements, but {elements} are there: export it again to its end"
            );
        }
        else if (pages > 0 && shape.FullPage == lastBareList)
        {
            Refuse(
                name,
                "",
                $"the list ends with a full page of {lastBareList} and cannot tell whether more follow: export the next page too (the link "
                    + "\"next\" in the header of the answer); if that page is empty, save it as it is: []"
            );
        }
    }

    private void Refuse(string name, string field, string problem) => errors.Add(new RecordOrigin(name, 1), field, problem);

    private int? MissingNumber()
    {
        var numbers = files.Select(file => file.Number).OfType<int>().Order().ToList();
        if (numbers.Count == 0)
            return null;
        // A first file without a number counts as the one before.
        var expected = numbers.Count < files.Count ? numbers[0] : Math.Min(numbers[0], 1);
        if (numbers.Count < files.Count && numbers[0] > 2)
            return 2;
        foreach (var number in numbers.Distinct())
        {
            if (number != expected)
                return expected;
            expected++;
        }
        return null;
    }

    private static string Stem(string name) =>
        PageName.Of(name, "") is { Number: not null } page ? page.List : Path.ChangeExtension(name, null);
}
