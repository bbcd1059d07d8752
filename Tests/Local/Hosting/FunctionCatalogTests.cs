using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using OAuthAttest.Local.Hosting.Catalog;
using Xunit;

namespace OAuthAttest.Tests.Local.Hosting;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Read_ClassesWithMistakes_ListsAllOfThem()
    {
        var mistakes = Assert
            .Throws<InvalidOperationException>(() => FunctionCatalog.Read([typeof(Mistaken), typeof(AlsoMistaken)]))
            .Message;

        Assert.Contains("Untriggered: a function has exactly one trigger, this one has 0", mistakes, StringComparison.Ordinal);
        Assert.Contains("Clock: no value is known for the parameter when of type Version", mistakes, StringComparison.Ordinal);
        Assert.Contains("Text: an HTTP function returns HttpResponseData, this one returns String", mistakes, StringComparison.Ordinal);
        Assert.Contains("Text: the name is used by", mistakes, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_TheFunctionsAssembly_HasNoMistakes()
    {
        var catalog = FunctionCatalog.Read(typeof(OAuthAttest.Functions.FunctionsRegistration).Assembly.GetTypes());

        Assert.Equal(
            catalog.Functions.Count,
            catalog.Functions.Select(function => function.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count()
        );
    }

    private static class Mistaken
    {
        [Function("Untriggered")]
        public static void Untriggered()
        {
        }

        [Function("Clock")]
        public static void Clock([TimerTrigger("0 0 0 * * *")] TimerInfo timer, Version when) => GC.KeepAlive((timer, when));

        [Function("Text")]
        public static string Text([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request) => request.Method;
    }

    private static class AlsoMistaken
    {
        [Function("text")]
        public static HttpResponseData Text([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request) =>
            request.CreateResponse();
    }
}
