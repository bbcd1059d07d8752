namespace OAuthAttest.Aws.Athena;

/// <summary>A query with a placeholder for each value.</summary>
/// <param name="Sql">Names and placeholders; no value stands in it.</param>
/// <param name="Values">One for each placeholder, in their order.</param>
/// <param name="Columns">What the result must have, in this order.</param>
/// <param name="PageSize">Rows of one page.</param>
internal sealed record AthenaQuestion(string Sql, IReadOnlyList<string> Values, IReadOnlyList<string> Columns, int PageSize)
{
    /// <summary>Of a page.</summary>
    public const int MostRows = 1_000;

    // With its quotes: https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
    private const int LongestParameter = 1_024;

    /// <summary>
    /// The values as Athena takes them: a parameter is an expression, and a text is one in single quotes, in which a quote is doubled.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html</remarks>
    /// <exception cref="FormatException">A value is longer than Athena takes.</exception>
    public IReadOnlyList<string> Parameters => [.. Values.Select(Literal)];

    private static string Literal(string value)
    {
        var literal = $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
        return literal.Length <= LongestParameter
            ? literal
            : throw new FormatException($"a value of the query has more than the {LongestParameter} characters that Athena takes");
    }
}
