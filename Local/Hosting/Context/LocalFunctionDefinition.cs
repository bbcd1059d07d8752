using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Local.Hosting.Catalog;

namespace OAuthAttest.Local.Hosting.Context;

/// <summary>The metadata that a function can read about itself.</summary>
internal sealed class LocalFunctionDefinition(FunctionEntry function) : FunctionDefinition
{
    public override string Name => function.Name;

    public override string EntryPoint => function.EntryPoint;

    public override string PathToAssembly => function.Method.DeclaringType!.Assembly.Location;

    public override string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(function.EntryPoint)))[..16];

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. function.Method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty.Add(function.TriggerParameter.Name!, new TriggerMetadata(function));

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty;

    private sealed class TriggerMetadata(FunctionEntry function) : BindingMetadata
    {
        public override string Name => function.TriggerParameter.Name!;

        public override string Type { get; } = TypeOf(function.Trigger.GetType().Name);

        public override BindingDirection Direction => BindingDirection.In;

        private static string TypeOf(string attribute)
        {
            var name = attribute.Replace("Attribute", "", StringComparison.Ordinal);
            return char.ToLowerInvariant(name[0]) + name[1..];
        }
    }
}
