using OAuthAttest.Addresses;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// Parses single values according to the mapping. A missing value is unknown; an invalid value is an error and is never guessed.
/// </summary>
internal sealed class MappedValues(FieldMapping mapping, MappedColumns columns, Reading reading)
{
    private readonly RowErrors errors = reading.Errors;
    private readonly MappedTimes times = new(mapping.DateFormats);
    private readonly string[] unknown = [.. mapping.Unknown];
    private readonly ulong unknownLengths = mapping.Unknown.Aggregate(0ul, (lengths, word) => lengths | 1ul << (word.Length & 63));
    private readonly TextPool emails = new();

    /// <summary>The text of a field; empty where it is missing or unknown.</summary>
    public ReadOnlySpan<char> Text(MappedRow row, MappedField field)
    {
        var text = columns.Text(row, field);
        // Most values are longer than any of the words, so comparing lengths first avoids most string comparisons.
        return (unknownLengths >> (text.Length & 63) & 1) != 0 && IsOneOf(text, unknown) ? default : text;
    }

    public string?[]? List(MappedRow row, MappedField field) => columns.List(row, field);

    public string? Name(MappedRow row, MappedField field)
    {
        var text = Text(row, field);
        if (text.IsEmpty)
            return null;
        if (RecordLimits.IsNotUnicode(text))
            Wrong(row, field, RecordLimits.NotUnicode);
        return RecordLimits.Name(text.ToString());
    }

    public ConsentType Consent(MappedRow row)
    {
        var text = Text(row, MappedField.ConsentType);
        if (text.IsEmpty || text.Equals("principal", StringComparison.OrdinalIgnoreCase))
            return ConsentType.Principal;
        var word = text.ToString();
        if (Lookup(mapping.ConsentTypes, word) is { } mapped)
            return mapped;
        if (Enum.TryParse<ConsentType>(word, ignoreCase: true, out var named) && Enum.IsDefined(named) && !char.IsAsciiDigit(word[0]))
            return named;
        Wrong(row, MappedField.ConsentType, $"'{word}' is none of principal, tenant, application{Words(mapping.ConsentTypes.Keys)}");
        return ConsentType.Principal;
    }

    public AccountStatus Status(MappedRow row)
    {
        var text = Text(row, MappedField.AccountStatus);
        if (text.IsEmpty)
            return AccountStatus.Unknown;
        if (text.Equals("active", StringComparison.OrdinalIgnoreCase))
            return AccountStatus.Active;
        var word = text.ToString();
        if (Lookup(mapping.AccountStatuses, word) is { } mapped)
            return mapped;
        if (Enum.TryParse<AccountStatus>(word, ignoreCase: true, out var named) && Enum.IsDefined(named) && !char.IsAsciiDigit(word[0]))
            return named;
        Wrong(row, MappedField.AccountStatus, $"'{word}' is none of active, deactivated, unknown{Words(mapping.AccountStatuses.Keys)}");
        return AccountStatus.Unknown;
    }

    public bool? Flag(MappedRow row, MappedField field)
    {
        var text = Text(row, field);
        if (text.IsEmpty)
            return null;
        if (IsOneOf(text, mapping.True))
            return true;
        if (IsOneOf(text, mapping.False))
            return false;
        Wrong(
            row,
            field,
            $"'{text}' is neither true ({string.Join(", ", mapping.True)}) nor false ({string.Join(", ", mapping.False)}) nor unknown "
                + $"({string.Join(", ", mapping.Unknown)})"
        );
        return null;
    }

    public DateTimeOffset? Instant(MappedRow row, MappedField field)
    {
        var text = Text(row, field);
        if (text.IsEmpty)
            return null;
        if (times.TryParse(text, out var instant))
            return reading.Known(instant);
        Wrong(row, field, $"'{text}' is no time; expected {times.Expected}");
        return null;
    }

    public string? Email(MappedRow row, MappedField field)
    {
        var text = Text(row, field);
        if (text.IsEmpty)
            return null;
        Span<char> address = stackalloc char[EmailAddress.Longest];
        if (EmailAddress.TryWrite(text, address, out var length))
            return emails.Of(address[..length]);
        Wrong(row, field, $"'{text}' is no email address");
        return null;
    }

    public string[]? Groups(MappedRow row)
    {
        if (!columns.Has(MappedField.Groups))
            return null;
        if (List(row, MappedField.Groups) is { } list)
            return [.. list.OfType<string>()];
        var text = Text(row, MappedField.Groups);
        if (RecordLimits.IsNotUnicode(text))
            Wrong(row, MappedField.Groups, RecordLimits.NotUnicode);
        if (CutByPowerShell.Is(text))
            Wrong(row, MappedField.Groups, $"'{text}' is no list of groups: {CutByPowerShell.Advice}");
        // A group may have brackets in its name: what is no list is one name, or several that are separated.
        return text is ['[' or '{', ..] && ScopeText.ReadItems(text.ToString(), out var items) is null
            ? [.. items.OfType<string>()]
            : text.ToString().Split(mapping.GroupSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private void Wrong(MappedRow row, MappedField field, string problem) => errors.Add(row.Origin, columns.NameOf(field), problem);

    private static T? Lookup<T>(IReadOnlyDictionary<string, T> words, string word)
        where T : struct
    {
        foreach (var (name, value) in words)
        {
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }

    private static bool IsOneOf(ReadOnlySpan<char> text, IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (text.Equals(words[i], StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static string Words(IEnumerable<string> words) => string.Concat(words.Select(word => $", {word}"));
}
