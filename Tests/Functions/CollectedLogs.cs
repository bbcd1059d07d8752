using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Tests.Functions;

/// <summary>Keeps all log lines.</summary>
internal sealed class CollectedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<CollectedLine> lines = new();

    public IReadOnlyList<CollectedLine> Lines => [.. lines];

    public ILogger CreateLogger(string categoryName) => new Collector(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Collector(string category, ConcurrentQueue<CollectedLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue(new CollectedLine(category, logLevel, eventId.Id, formatter(state, exception)));
    }
}

internal sealed record CollectedLine(string Category, LogLevel Level, int Id, string Text);
