using System.Runtime.CompilerServices;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>Reads a CSV file with one grant per row.</summary>
public sealed class CsvInventoryReader(string path, FieldMapping mapping, string source, ProviderName provider) : IInventoryReader
{
    public string Source => source;

    public ProviderName Provider => provider;

    public bool ListsAllUsers => mapping.ListsAllUsers;

    public bool IsRemote => false;

    public async IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        reading.BytesTotal = InputFile.Length(path);
        using var rows = new CsvRows(reading.Open(path, name), name, mapping.Separator);
        if (!await rows.ReadAsync(cancellation))
            throw new InventoryRejectedException($"{name}: the file is empty; not even a header is there.");
        var header = Enumerable.Range(0, rows.Count).Select(column => rows.Text(column).ToString()).ToList();
        var parser = new MappedRowParser(mapping, header, name, Provider, reading.Errors);
        var records = new List<InventoryRecord>(3);
        while (await rows.ReadAsync(cancellation))
        {
            if (rows.Count != header.Count)
            {
                reading.Errors.Add(rows.Origin, "", $"the row has {rows.Count} values, but the header has {header.Count}");
                continue;
            }
            parser.Parse(rows, records);
            foreach (var record in records)
                yield return record;
            records.Clear();
        }
    }
}
