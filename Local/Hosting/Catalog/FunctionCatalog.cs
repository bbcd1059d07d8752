using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace OAuthAttest.Local.Hosting.Catalog;

/// <summary>The functions of some classes, found as the worker's generator finds them.</summary>
internal sealed class FunctionCatalog
{
    private FunctionCatalog(IReadOnlyList<FunctionEntry> functions) => Functions = functions;

    public IReadOnlyList<FunctionEntry> Functions { get; }

    /// <exception cref="InvalidOperationException">A function cannot be hosted; the message lists every mistake.</exception>
    public static FunctionCatalog Read(IEnumerable<Type> classes)
    {
        const BindingFlags methods = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var mistakes = new List<string>();
        var functions = new List<FunctionEntry>();
        foreach (var method in classes.Distinct().SelectMany(type => type.GetMethods(methods)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } function)
                continue;
            var triggers = method.GetParameters()
                .Select(parameter => (Parameter: parameter, Trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
                .Where(pair => pair.Trigger is not null)
                .ToList();
            if (triggers is [var (parameter, trigger)])
                functions.Add(new FunctionEntry(function.Name, method, parameter, trigger!));
            else
                mistakes.Add($"{function.Name}: a function has exactly one trigger, this one has {triggers.Count}");
        }

        mistakes.AddRange(functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: the name is used by {string.Join(" and ", group.Select(function => function.EntryPoint))}"));
        mistakes.AddRange(functions.SelectMany(ParameterBinding.Mistakes));
        if (mistakes.Count > 0)
        {
            throw new InvalidOperationException(
                "These functions cannot be hosted:\n" + string.Join('\n', mistakes.Select(mistake => $"  - {mistake}"))
            );
        }
        return new FunctionCatalog([.. functions.OrderBy(function => function.Name, StringComparer.Ordinal)]);
    }

    /// <summary>The functions with one kind of trigger.</summary>
    public IEnumerable<(FunctionEntry Function, TTrigger Trigger)> With<TTrigger>()
        where TTrigger : TriggerBindingAttribute =>
        Functions.Where(function => function.Trigger is TTrigger).Select(function => (function, (TTrigger)function.Trigger));
}
