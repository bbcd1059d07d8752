using System.Buffers;
using System.Text;
using OAuthAttest.Text;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// The rows of a CSV file (RFC 4180), one at a time, each with the line it starts at. The values of a row are slices of one buffer, so
/// that no strings are allocated for values that are not kept; with a million rows those allocations would dominate.
/// </summary>
internal sealed class CsvRows(Stream stream, string file, char? given) : MappedRow, IDisposable
{
    private const int LongestRow = 4 * 1024 * 1024;
    private const int LongestPreamble = 64 * 1024;
    private const char Quote = '"';

    private static readonly Encoding Utf8 = StrictUtf8();

    private StreamReader? reader;
    private char separator = given ?? ',';
    private SearchValues<char> plainEnds = SearchValues.Create([given ?? ',', '\n', '\r']);
    private readonly List<(int Start, int Length, bool DoubledQuotes)> fields = [];
    private char[] buffer = new char[128 * 1024];
    private int position;
    private int filled;
    private bool ended;
    private long nextLine = 1;

    public long Line { get; private set; }

    public int Count => fields.Count;

    /// <summary>What columns are separated by; of two that occur as often, the first.</summary>
    public static IReadOnlyList<char> Separators { get; } = [',', ';', '\t', '|'];

    /// <summary>What the columns are separated by.</summary>
    public char Separator => separator;

    public override RecordOrigin Origin => new(file, Line);

    public override ReadOnlySpan<char> Text(int column)
    {
        var (start, length, doubledQuotes) = fields[column];
        var text = buffer.AsSpan(start, length);
        return doubledQuotes ? text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    /// <summary>Moves to the next row that is not blank; a row of separators alone is blank too.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InventoryRejectedException">The file is not valid CSV from this point on.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        if (reader is null)
            await OpenAsync(cancellation);
        while (true)
        {
            if (position == filled && ended)
                return false;
            if (!TryRow(out var next, out var lines))
            {
                await FillAsync(cancellation);
                continue;
            }
            Line = nextLine;
            nextLine += lines;
            position = next;
            if (!IsBlank())
                return true;
        }
    }

    public void Dispose()
    {
        reader?.Dispose();
        stream.Dispose();
    }

    private static Encoding StrictUtf8()
    {
        var encoding = (Encoding)new UTF8Encoding(false).Clone();
        encoding.DecoderFallback = new DecoderReplacementFallback(RecordLimits.Undecodable.ToString());
        return encoding;
    }

    private bool IsBlank()
    {
        foreach (var (start, length, _) in fields)
        {
            if (length > 0 && !buffer.AsSpan(start, length).IsWhiteSpace())
                return false;
        }
        return true;
    }

    private async ValueTask OpenAsync(CancellationToken cancellation)
    {
        var opened = await UnicodeText.OpenAsync(stream, cancellation);
        if (opened.Problem is { } problem)
            throw Broken(0, problem);
        reader = new StreamReader(opened.Stream, Utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 128 * 1024);
        while (!ended && filled < LongestPreamble)
            await FillAsync(cancellation);
        var preamble = CsvPreamble.Of(buffer.AsSpan(0, filled), given);
        (position, nextLine, separator) = (preamble.Length, 1 + preamble.Lines, preamble.Separator);
        plainEnds = SearchValues.Create([separator, '\n', '\r']);
    }

    /// <summary>Parses one row in the buffer; false when it needs more of the file.</summary>
    private bool TryRow(out int next, out int lines)
    {
        fields.Clear();
        next = position;
        lines = 0;
        while (true)
        {
            if (next < filled && buffer[next] == Quote)
            {
                if (!TryQuoted(ref next, ref lines))
                    return false;
            }
            else
            {
                var length = buffer.AsSpan(next, filled - next).IndexOfAny(plainEnds);
                if (length < 0 && !ended)
                    return false;
                length = length < 0 ? filled - next : length;
                fields.Add((next, length, false));
                next += length;
            }
            if (next == filled)
            {
                lines++;
                return ended;
            }
            if (buffer[next] == separator)
            {
                next++;
                continue;
            }
            return TryLineEnd(ref next, ref lines);
        }
    }

    private bool TryLineEnd(ref int next, ref int lines)
    {
        if (buffer[next] == '\r')
        {
            if (next + 1 == filled && !ended)
                return false;
            if (next + 1 < filled && buffer[next + 1] == '\n')
                next++;
        }
        next++;
        lines++;
        return true;
    }

    private bool TryQuoted(ref int next, ref int lines)
    {
        var start = next + 1;
        var at = start;
        var doubled = false;
        while (true)
        {
            var length = buffer.AsSpan(at, filled - at).IndexOf(Quote);
            if (length < 0)
                return ended ? throw Broken(lines, "a quoted value is never closed") : false;
            at += length + 1;
            if (at == filled && !ended)
                return false;
            if (at == filled || buffer[at] != Quote)
                break;
            doubled = true;
            at++;
        }
        var value = buffer.AsSpan(start, at - 1 - start);
        lines += value.Count('\n');
        if (at < filled && buffer[at] != separator && buffer[at] is not ('\n' or '\r'))
            throw Broken(lines, "something follows the closing quote of a value");
        fields.Add((start, value.Length, doubled));
        next = at;
        return true;
    }

    private InventoryRejectedException Broken(int lines, string problem)
    {
        var error = new RowError(new RecordOrigin(file, nextLine + lines), "", problem);
        return new InventoryRejectedException($"{error}. Nothing was imported.", [error], 1);
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        buffer.AsSpan(position, filled - position).CopyTo(buffer);
        filled -= position;
        position = 0;
        if (filled == buffer.Length)
        {
            if (buffer.Length >= LongestRow)
                throw Broken(0, $"a row is longer than {LongestRow} characters; is a quote missing?");
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var count = await reader!.ReadAsync(buffer.AsMemory(filled), cancellation);
        filled += count;
        ended = count == 0;
    }
}
