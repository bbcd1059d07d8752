using System.ComponentModel;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.Tasks;

namespace OAuthAttest.Local.Hosting.Catalog;

/// <summary>How each parameter of a function gets its value.</summary>
internal static class ParameterBinding
{
    /// <summary>The reasons why this function cannot be hosted; empty when it can.</summary>
    public static IEnumerable<string> Mistakes(FunctionEntry function)
    {
        foreach (var parameter in function.Method.GetParameters())
        {
            var type = parameter.ParameterType.Name;
            if (Find(function, parameter) is null)
                yield return $"{function.Name}: no value is known for the parameter {parameter.Name} of type {type}";
        }

        var result = function.Method.ReturnType;
        if (function.Trigger is HttpTriggerAttribute && !ReturnsResponse(result))
            yield return $"{function.Name}: an HTTP function returns HttpResponseData, this one returns {result.Name}";
        if (
            result == typeof(void)
            && function.Method.GetCustomAttribute<System.Runtime.CompilerServices.AsyncStateMachineAttribute>() is not null
        )
        {
            yield return $"{function.Name}: async void cannot be awaited";
        }
    }

    /// <summary>The binders of all parameters, in order.</summary>
    public static IReadOnlyList<Func<Invocation, object?>> For(FunctionEntry function) =>
        [.. function.Method.GetParameters().Select(parameter => Find(function, parameter)!)];

    private static Func<Invocation, object?>? Find(FunctionEntry function, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        // Compared by position: two hosts that start at once may get different ParameterInfo objects for one parameter.
        if (parameter.Position == function.TriggerParameter.Position)
            return ForTrigger(function, type);
        if (type == typeof(FunctionContext))
            return invocation => invocation.Context;
        if (type == typeof(CancellationToken))
            return invocation => invocation.CancellationToken;
        if (type == typeof(DurableTaskClient) && parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
            return invocation => invocation.Client;
        if (function.Trigger is HttpTriggerAttribute && TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string)))
            return invocation => FromBindingData(invocation.Context.BindingContext.BindingData, parameter);
        return null;
    }

    private static Func<Invocation, object?>? ForTrigger(FunctionEntry function, Type type) => function.Trigger switch
    {
        HttpTriggerAttribute when type == typeof(HttpRequestData) => invocation => invocation.TriggerValue,
        TimerTriggerAttribute when type == typeof(TimerInfo) => invocation => invocation.TriggerValue,
        OrchestrationTriggerAttribute when type == typeof(TaskOrchestrationContext) => invocation => invocation.TriggerValue,
        ActivityTriggerAttribute => invocation => ((ActivityCall)invocation.TriggerValue).Read(type),
        _ => null,
    };

    private static object? FromBindingData(IReadOnlyDictionary<string, object?> data, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (!data.TryGetValue(parameter.Name!, out var value) || value is null)
            return parameter.HasDefaultValue ? parameter.DefaultValue : type.IsValueType ? Activator.CreateInstance(type) : null;
        return type == typeof(string) ? value.ToString() : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value.ToString()!);
    }

    private static bool ReturnsResponse(Type type) =>
        type == typeof(HttpResponseData) || type == typeof(Task<HttpResponseData>) || type == typeof(ValueTask<HttpResponseData>);
}
