using System.Runtime.CompilerServices;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>Reads a CSV file with one grant per row, or one permission of a grant per row.</summary>
public sealed class CsvInventoryReader(string path, FieldMapping mapping, string source, ProviderName provider) : IInventoryReader
{
    public string Source => source;

    public ProviderName Provider => provider;

    public bool ListsAllUsers => mapping.ListsAllUsers;

    public bool IsRemote => false;

    public RepeatedGrants Repeated => mapping.Repeated;

    public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        reading.BytesTotal = InputFile.Length(path);
        using var rows = new CsvRows(reading.Open(path, name), name, mapping.Separator);
        if (!await rows.ReadAsync(cancellation))
            throw new InventoryRejectedException($"{name}: the file is empty; not even a header is there.");
        var header = new CsvHeader(rows);
        var parser = new MappedRowParser(mapping, header.Columns, name, Provider, reading, header.Hint);
        var records = new List<InventoryRecord>(3);
        while (await rows.ReadAsync(cancellation))
        {
            if (header.ProblemOf(rows) is { } problem)
            {
                reading.Errors.Add(rows.Origin, "", problem);
                continue;
            }
            parser.Parse(rows, records);
            foreach (var record in records)
                yield return record;
            records.Clear();
        }
    }
}
