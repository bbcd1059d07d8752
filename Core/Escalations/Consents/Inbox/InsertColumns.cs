using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>
/// The columns of new rows, read from the mapping, so that a new property is inserted without a change here. All columns but an id that
/// the database assigns.
/// </summary>
internal static class InsertColumns
{
    public static IReadOnlyList<InsertColumn<T>> Of<T>()
        where T : class => Read<T, T>((entity, table) => Of<T>(entity, table, record => record));

    /// <summary>Only those of the value that rows of <typeparamref name="T"/> hold in this property.</summary>
    public static IReadOnlyList<InsertColumn<TPart>> OfPart<T, TPart>(string property)
        where T : class
        where TPart : class =>
        Read<T, TPart>((entity, table) => Of<TPart>(entity.FindComplexProperty(property)!.ComplexType, table, part => part));

    private static List<InsertColumn<TOwner>> Read<T, TOwner>(
        Func<IEntityType, StoreObjectIdentifier, IEnumerable<InsertColumn<TOwner>>> columns
    )
        where T : class
        where TOwner : class
    {
        // Only its model is used: it never connects.
        using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql().Options);
        var entity = db.Model.FindEntityType(typeof(T))!;
        return [.. columns(entity, StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value)];
    }

    private static IEnumerable<InsertColumn<T>> Of<T>(ITypeBase type, StoreObjectIdentifier table, Func<T, object?> owner)
        where T : class
    {
        foreach (var property in type.GetProperties().Where(property => property.ValueGenerated == ValueGenerated.Never))
        {
            var (read, convert) = (property.PropertyInfo!, property.GetTypeMapping().Converter);
            var isList = property.IsPrimitiveCollection;
            yield return new InsertColumn<T>(
                property.GetColumnName(table)!, isList ? typeof(string) : convert?.ProviderClrType ?? property.ClrType, isList,
                record => read.GetValue(owner(record)) is { } value
                    ? isList ? Lines(value) : convert is null ? value : convert.ConvertToProvider(value)
                    : null);
        }
        foreach (var held in type.GetComplexProperties())
        {
            foreach (var column in Of<T>(held.ComplexType, table, record => held.PropertyInfo!.GetValue(owner(record))))
                yield return column;
        }
    }

    // unnest would flatten a list of lists. Lines are unambiguous because control characters were removed from each text before.
    private static string Lines(object list) => string.Join('\n', (IEnumerable<string>)list);
}

/// <param name="Type">The type in which the values are sent.</param>
/// <param name="IsList">The list is sent as one text of lines.</param>
/// <param name="Read">Reads the value; null stands for SQL's null.</param>
internal sealed record InsertColumn<T>(string Name, Type Type, bool IsList, Func<T, object?> Read)
    where T : class
{
    /// <summary>The SQL expression that turns the sent value into the column's value.</summary>
    public string Sql => IsList ? $@"string_to_array({Name}, E'\n')" : Name;

    /// <summary>The values of this column for all the records; null for a missing one.</summary>
    public NpgsqlParameter Values(IReadOnlyList<T?> records)
    {
        var type = Nullable.GetUnderlyingType(Type) ?? Type;
        if (type == typeof(string))
            return Array(NpgsqlDbType.Text, records, value => (string?)value);
        if (type == typeof(DateTimeOffset))
            return Array(NpgsqlDbType.TimestampTz, records, value => ((DateTimeOffset?)value)?.UtcDateTime);
        if (type == typeof(bool))
            return Array(NpgsqlDbType.Boolean, records, value => (bool?)value);
        return type == typeof(int)
            ? Array(NpgsqlDbType.Integer, records, value => (int?)value)
            : throw new InvalidOperationException($"{typeof(T).Name}.{Name}: a {type} has no way into the statement.");
    }

    private NpgsqlParameter<TValue[]> Array<TValue>(NpgsqlDbType type, IReadOnlyList<T?> records, Func<object?, TValue> of)
    {
        var values = new TValue[records.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = of(records[i] is { } record ? Read(record) : null);
        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
