using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>
/// Reads entities from the rows of a statement that is sent as it stands. Columns and conversions come from the mapping, so that a new
/// property is read without a change here; the code that reads a row is compiled once.
/// </summary>
internal sealed class EntityRows<T>
    where T : class
{
    private static readonly Lazy<EntityRows<T>> Instance = new(Make);

    private readonly IReadOnlyList<string> columns;
    private readonly Func<NpgsqlDataReader, int, T> read;

    private EntityRows(IReadOnlyList<string> columns, Func<NpgsqlDataReader, int, T> read) => (this.columns, this.read) = (columns, read);

    /// <summary>How many columns an entity has.</summary>
    public static int Count => Instance.Value.columns.Count;

    /// <summary>The columns for a statement's list, of the table with this alias.</summary>
    public static string Columns(string alias) => string.Join(", ", Instance.Value.columns.Select(column => $"{alias}.\"{column}\""));

    /// <summary>The entity from the current row, whose columns stand from <paramref name="first"/> on.</summary>
    public static T Read(NpgsqlDataReader reader, int first) => Instance.Value.read(reader, first);

    private static EntityRows<T> Make()
    {
        // Only its model is used: it never connects.
        using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql().Options);
        var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} has no table.");
        var reading = new RowReading(StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value);
        var body = reading.Of(entity);
        return new EntityRows<T>(reading.Columns, Expression.Lambda<Func<NpgsqlDataReader, int, T>>(body, reading.Parameters).Compile());
    }
}

/// <summary>The expression that reads one row.</summary>
internal sealed class RowReading(StoreObjectIdentifier table)
{
    private static readonly ConcurrentDictionary<Type, Delegate> Names = new();

    private readonly ParameterExpression reader = Expression.Parameter(typeof(NpgsqlDataReader), "reader");
    private readonly ParameterExpression first = Expression.Parameter(typeof(int), "first");
    private readonly List<string> columns = [];

    public IReadOnlyList<string> Columns => columns;

    public ParameterExpression[] Parameters => [reader, first];

    /// <summary>A new object of the type: by its constructor where it has only one with values, otherwise by its properties.</summary>
    public Expression Of(ITypeBase type)
    {
        var values = type.GetProperties().ToDictionary(property => property.Name, Value, StringComparer.OrdinalIgnoreCase);
        foreach (var held in type.GetComplexProperties())
            values.Add(held.Name, Of(held.ComplexType));
        if (type.ClrType.GetConstructor([]) is { } empty)
        {
            return Expression.MemberInit(
                Expression.New(empty), values.Select(each => Expression.Bind(type.ClrType.GetProperty(each.Key)!, each.Value)));
        }
        var constructor = type.ClrType.GetConstructors().Single();
        return Expression.New(constructor, constructor.GetParameters().Select(parameter => values[parameter.Name!]));
    }

    private Expression Value(IProperty property)
    {
        var column = Expression.Add(first, Expression.Constant(columns.Count));
        columns.Add(property.GetColumnName(table)!);
        var value = Expression.Convert(Stored(property, column), property.ClrType);
        return property.IsNullable
            ? Expression.Condition(
                Expression.Call(reader, nameof(NpgsqlDataReader.IsDBNull), null, column), Expression.Default(property.ClrType), value)
            : value;
    }

    private Expression Stored(IProperty property, Expression column)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum)
            return Expression.Invoke(Expression.Constant(Names.GetOrAdd(type, ByName)), Field(typeof(string), column));
        if (property.IsPrimitiveCollection || type == typeof(string[]))
            return Field(typeof(string[]), column);
        return property.GetTypeMapping().Converter is { } converter
            ? Expression.Invoke(converter.ConvertFromProviderExpression, Field(converter.ProviderClrType, column))
            : Field(type, column);
    }

    private MethodCallExpression Field(Type type, Expression column) =>
        Expression.Call(reader, nameof(NpgsqlDataReader.GetFieldValue), [type], column);

    private static Delegate ByName(Type type) =>
        (Delegate)typeof(RowReading).GetMethod(nameof(NamesOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, [])!;

    private static Func<string, TEnum> NamesOf<TEnum>()
        where TEnum : struct, Enum
    {
        var names = Enum.GetValues<TEnum>().ToDictionary(value => value.ToString(), StringComparer.Ordinal);
        return name => names.TryGetValue(name, out var value)
            ? value
            : throw new InvalidOperationException($"{typeof(TEnum).Name} has no value {name}.");
    }
}
