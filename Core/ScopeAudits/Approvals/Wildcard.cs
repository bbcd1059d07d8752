namespace OAuthAttest.ScopeAudits.Approvals;

/// <summary>
/// A pattern as IAM's policies have them: <c>*</c> stands for any text, <c>?</c> for one character; all else for itself, in its case.
/// <c>${*}</c>, <c>${?}</c> and <c>${$}</c> stand for a star, a question mark and a dollar. It is matched from the first to the last
/// character, in time that grows with the product of both lengths at most.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars</remarks>
public sealed record Wildcard
{
    private const int AnyText = -1;
    private const int AnyCharacter = -2;

    /// <summary>A character, or what stands for others.</summary>
    private readonly int[] parts;

    public Wildcard(string text) => (Text, parts) = (text, Parse(text));

    public string Text { get; }

    /// <summary>The pattern that matches this text alone.</summary>
    public static Wildcard Exactly(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Wildcard(string.Concat(text.Select(c => c is '*' or '?' or '$' ? $"${{{c}}}" : c.ToString())));
    }

    public bool Matches(string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < parts.Length && parts[p] == AnyText)
                (star, mark) = (p++, t);
            else if (p < parts.Length && (parts[p] == AnyCharacter || parts[p] == text[t]))
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++mark);
            else
                return false;
        }
        return !parts.AsSpan(p).ContainsAnyExcept(AnyText);
    }

    public bool Equals(Wildcard? other) => Text == other?.Text;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    private static int[] Parse(string text)
    {
        var read = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i) is ['$', '{', '*' or '?' or '$', '}', ..])
            {
                read.Add(text[i + 2]);
                i += 3;
            }
            else
            {
                read.Add(text[i] switch { '*' => AnyText, '?' => AnyCharacter, var c => c });
            }
        }
        return [.. read];
    }
}
