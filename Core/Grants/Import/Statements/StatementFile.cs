using System.Runtime.CompilerServices;
using OAuthAttest.Grants.Import.Mapped;

namespace OAuthAttest.Grants.Import.Statements;

/// <summary>A small CSV file with fixed columns, with data that the organization knows and the providers do not.</summary>
internal sealed class StatementFile(string path, Reading reading, params string[] columns)
{
    private readonly string name = Path.GetFileName(path);

    /// <summary>The rows, with the values in the order of the requested columns. All rows are read before anything is changed.</summary>
    /// <exception cref="InventoryRejectedException">A column is missing.</exception>
    public async IAsyncEnumerable<StatementRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var rows = new CsvRows(reading.Open(path, name), name, given: null);
        var head = await rows.ReadAsync(cancellation) ? new CsvHeader(rows) : null;
        var header = head?.Columns ?? [];
        var ordinals = columns
            .Select(column => header.FindIndex(title => title.Equals(column, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        if (ordinals.Contains(-1))
        {
            throw new InventoryRejectedException(
                $"{name} line 1: the header must be {string.Join(',', columns)}; it is '{string.Join(',', header)}'."
            );
        }
        while (await rows.ReadAsync(cancellation))
        {
            if (head!.ProblemOf(rows) is { } problem)
            {
                reading.Errors.Add(rows.Origin, "", problem);
                continue;
            }
            var values = ordinals.Select(ordinal => rows.Text(ordinal).Trim().ToString()).ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                if (RecordLimits.IsNotUnicode(values[i]))
                    reading.Errors.Add(rows.Origin, columns[i], RecordLimits.NotUnicode);
            }
            yield return new StatementRow(rows.Origin, values);
        }
    }

    public void RefuseErrors()
    {
        if (reading.Errors.Count > 0)
        {
            throw new InventoryRejectedException(
                $"{name}: {reading.Errors.Count} errors. Nothing was imported.",
                reading.Errors.Listed,
                reading.Errors.Count
            );
        }
    }
}

internal sealed record StatementRow(RecordOrigin Origin, string[] Values);
