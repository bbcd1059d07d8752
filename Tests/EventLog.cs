using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Tests;

/// <summary>Keeps the lines that a host logs: warnings and errors, unless specified otherwise.</summary>
internal sealed class EventLog(LogLevel least = LogLevel.Warning) : ILoggerProvider
{
    private readonly ConcurrentQueue<EventLine> lines = new();

    public IReadOnlyList<EventLine> Lines => [.. lines];

    public IReadOnlyList<string> Of(int eventId) => [.. lines.Where(line => line.Id == eventId).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Collector(categoryName, least, lines);

    public void Dispose()
    {
    }

    private sealed class Collector(string category, LogLevel least, ConcurrentQueue<EventLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                lines.Enqueue(new EventLine(category, logLevel, eventId.Id, formatter(state, exception), exception));
        }
    }
}

internal sealed record EventLine(string Category, LogLevel Level, int Id, string Text, Exception? Exception);
