namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>The position of each field in a row.</summary>
internal sealed class MappedColumns
{
    private const int Absent = -1;

    private readonly int[] ordinals;
    private readonly string?[] constants;
    private readonly string[] names;
    private readonly IReadOnlyList<string> header;

    /// <exception cref="InventoryRejectedException">A column that the mapping names is missing, or exists twice.</exception>
    public MappedColumns(FieldMapping mapping, IReadOnlyList<string> header, string file, string? hint = null)
    {
        this.header = header;
        var fields = Enum.GetValues<MappedField>();
        ordinals = new int[fields.Length];
        constants = new string?[fields.Length];
        names = new string[fields.Length];
        var missing = new List<string>();
        foreach (var field in fields)
        {
            var name = mapping.Fields.GetValueOrDefault(field);
            names[(int)field] = name ?? FieldMapping.NameOf(field);
            constants[(int)field] = mapping.Constants.GetValueOrDefault(field);
            ordinals[(int)field] = name is null ? Absent : OrdinalOf(header, name, file);
            if (name is not null && ordinals[(int)field] == Absent)
                missing.Add($"'{name}' (for {FieldMapping.NameOf(field)})");
        }
        if (missing.Count > 0)
        {
            throw new InventoryRejectedException(
                $"{file} line 1: the header lacks {string.Join(", ", missing)}. It has: "
                    + $"{string.Join(", ", header.Select(name => $"'{name}'"))}.{hint}"
            );
        }
    }

    /// <summary>The columns that are read.</summary>
    public IReadOnlyList<int> Used => [.. ordinals.Where(ordinal => ordinal != Absent).Distinct()];

    public bool Has(MappedField field) => ordinals[(int)field] != Absent || constants[(int)field] is not null;

    /// <summary>The column name in the file.</summary>
    public string NameOf(MappedField field) => names[(int)field];

    /// <summary>A column's name in the header.</summary>
    public string HeaderOf(int column) => header[column];

    public ReadOnlySpan<char> Text(MappedRow row, MappedField field)
    {
        var ordinal = ordinals[(int)field];
        return ordinal == Absent ? constants[(int)field] : row.Text(ordinal).Trim();
    }

    public string?[]? List(MappedRow row, MappedField field) =>
        ordinals[(int)field] is var ordinal && ordinal != Absent ? row.List(ordinal) : null;

    private static int OrdinalOf(IReadOnlyList<string> header, string name, string file)
    {
        var found = Absent;
        for (var i = 0; i < header.Count; i++)
        {
            if (!header[i].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;
            if (found != Absent)
                throw new InventoryRejectedException($"{file} line 1: the column '{name}' is there twice.");
            found = i;
        }
        return found;
    }
}
