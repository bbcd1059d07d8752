using System.Text.Json;

namespace OAuthAttest.Grants.Import.Json;

/// <summary>A value that a converter cannot read, with words for the person who made the export.</summary>
internal sealed class FieldProblemException(string problem) : JsonException(problem)
{
    public string Problem { get; } = problem;
}
