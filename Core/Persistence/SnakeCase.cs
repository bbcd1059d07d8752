using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace OAuthAttest.Persistence;

/// <summary>Names columns in snake_case, where a mapping does not name them itself.</summary>
internal static class SnakeCase
{
    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            Apply(entity.GetProperties());
            Apply(entity.GetComplexProperties());
        }
    }

    // The columns of a complex property are in the entity's table, under their own names, unless the mapping gives others.
    private static void Apply(IEnumerable<IMutableComplexProperty> held)
    {
        foreach (var type in held.Select(value => value.ComplexType))
        {
            Apply(type.GetProperties());
            Apply(type.GetComplexProperties());
        }
    }

    private static void Apply(IEnumerable<IMutableProperty> properties)
    {
        foreach (var property in properties)
        {
            if (((IConventionProperty)property).GetColumnNameConfigurationSource() is not ConfigurationSource.Explicit)
                property.SetColumnName(Of(property.Name));
        }
    }

    private static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
