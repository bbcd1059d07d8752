using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>How the columns of a CSV file or of a query map to grants. See docs/inventory.md for the file.</summary>
public sealed class FieldMapping
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Which column holds what.</summary>
    public required IReadOnlyDictionary<MappedField, string> Fields { get; init; }

    /// <summary>Values that apply to every row and are in no column.</summary>
    public IReadOnlyDictionary<MappedField, string> Constants { get; init; } = new Dictionary<MappedField, string>();

    /// <summary>The separator of the columns of a CSV file; null: the file's header tells.</summary>
    public char? Separator { get; init; }

    public string ScopeSeparator { get; init; } = " ";

    public string GroupSeparator { get; init; } = ";";

    /// <summary>
    /// .NET date formats, tried in order, and <c>epochSeconds</c>, <c>epochMilliseconds</c> or <c>epochMicroseconds</c> for numbers. Forms
    /// that have one meaning only (ISO 8601 and its relatives) need none. A time without an offset is UTC.
    /// </summary>
    public IReadOnlyList<string> DateFormats { get; init; } = [];

    public IReadOnlyList<string> True { get; init; } = ["true", "yes", "1", "t", "y"];

    public IReadOnlyList<string> False { get; init; } = ["false", "no", "0", "f", "n"];

    /// <summary>Words that mean "unknown" in any optional column, in addition to an empty value.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = ["unknown", "n/a", "null", "-"];

    /// <summary>The file's words for consent types, in addition to principal, tenant and application.</summary>
    public IReadOnlyDictionary<string, ConsentType> ConsentTypes { get; init; } = new Dictionary<string, ConsentType>();

    /// <summary>The file's words for the status of an account, in addition to active, deactivated and unknown.</summary>
    public IReadOnlyDictionary<string, AccountStatus> AccountStatuses { get; init; } = new Dictionary<string, AccountStatus>();

    /// <summary>
    /// Whether the rows list every account of the provider, so that a missing account has vanished. A list of grants does not.
    /// </summary>
    public bool ListsAllUsers { get; init; }

    /// <summary>
    /// A list with ids of its own names each grant once. Without, rows of one account, app and API are permissions of one grant.
    /// </summary>
    internal RepeatedGrants Repeated =>
        Fields.ContainsKey(MappedField.GrantId) ? RepeatedGrants.AreOneIfEqual : RepeatedGrants.AreParts;

    /// <exception cref="InventoryRejectedException">The file is not a valid mapping; the message says why.</exception>
    public static FieldMapping Load(string path)
    {
        try
        {
            using var file = InputFile.Open(path);
            var mapping = JsonSerializer.Deserialize<FieldMapping>(file, Json)
                ?? throw new InventoryRejectedException($"{path} holds no mapping, but null.");
            mapping.Check(path);
            return mapping;
        }
        catch (JsonException wrong)
        {
            throw new InventoryRejectedException(
                $"{path} line {wrong.LineNumber + 1}: {wrong.Message.Split(" Path: ")[0]} Fields are: "
                    + $"{string.Join(", ", Enum.GetValues<MappedField>().Select(NameOf))}."
            );
        }
    }

    /// <summary>A field's name in a mapping file.</summary>
    public static string NameOf(MappedField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());

    private void Check(string path)
    {
        foreach (var needed in (MappedField[])[MappedField.ClientId, MappedField.Scopes])
        {
            if (!Fields.ContainsKey(needed) && !Constants.ContainsKey(needed))
                throw new InventoryRejectedException($"{path}: \"fields\" must say which column is {NameOf(needed)}.");
        }
        if (!Fields.ContainsKey(MappedField.UserId) && !Fields.ContainsKey(MappedField.Email))
        {
            throw new InventoryRejectedException(
                $"{path}: \"fields\" must say which column is {NameOf(MappedField.UserId)} or {NameOf(MappedField.Email)}."
            );
        }
        if (Fields.Keys.FirstOrDefault(Constants.ContainsKey) is var both && Fields.ContainsKey(both) && Constants.ContainsKey(both))
            throw new InventoryRejectedException($"{path}: {NameOf(both)} is both in \"fields\" and in \"constants\".");
        if (ScopeSeparator.Length == 0 || GroupSeparator.Length == 0)
            throw new InventoryRejectedException($"{path}: a separator is empty.");
    }
}
