using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Functions;
using OAuthAttest.Functions.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>
/// Inputs and results of orchestrations and activities are serialized by the worker on Azure and by Durable Task elsewhere. The
/// two differ for fields (of which tuples consist), so these types must have none.
/// </summary>
public sealed class DurableBorderTests
{
    private static readonly JsonSerializerOptions OnAzure = new()
    {
        PropertyNameCaseInsensitive = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };
    private static readonly JsonSerializerOptions Elsewhere = new()
    {
        IncludeFields = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static TheoryData<Type> Types()
    {
        var methods = typeof(FunctionsRegistration).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods());
        var types = new HashSet<Type> { typeof(CampaignOrder), typeof(ShardOrder), typeof(ParticipantOrder) };
        foreach (var method in methods.Where(method => method.GetParameters().Any(IsDurable)))
        {
            types.UnionWith(
                method
                    .GetParameters()
                    .Where(parameter => parameter.IsDefined(typeof(ActivityTriggerAttribute)))
                    .Select(parameter => parameter.ParameterType)
            );
            if (method.ReturnType.IsGenericType)
                types.Add(method.ReturnType.GetGenericArguments()[0]);
        }
        return [.. types];
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void DurableType_OnAzureAndElsewhere_IsWrittenAlike(Type type) => Check(type, []);

    [Theory]
    [MemberData(nameof(Types))]
    public void DurableType_ReadBack_CanBeMade(Type type)
    {
        var failure = Record.Exception(() => JsonSerializer.Deserialize("{}", type, OnAzure));

        // A missing required value is a JsonException; a type that can never be created gives another exception.
        Assert.True(failure is null or JsonException, failure?.Message);
    }

    private static void Check(Type type, HashSet<Type> seen)
    {
        Assert.NotEqual(typeof(object), type);
        if (!seen.Add(type))
            return;
        var info = OnAzure.GetTypeInfo(type);
        Assert.Equal(Names(info), Names(Elsewhere.GetTypeInfo(type)));
        foreach (var inner in info.Properties.Select(property => property.PropertyType).Append(info.ElementType).OfType<Type>())
            Check(inner, seen);
    }

    private static IEnumerable<string> Names(JsonTypeInfo info) =>
        info.Properties.Select(property => property.Name).Order(StringComparer.Ordinal);

    private static bool IsDurable(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(ActivityTriggerAttribute)) || parameter.IsDefined(typeof(OrchestrationTriggerAttribute));
}
