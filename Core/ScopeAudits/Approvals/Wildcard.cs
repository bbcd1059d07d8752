namespace OAuthAttest.ScopeAudits.Approvals;

/// <summary>
/// A pattern as IAM's policies have them: <c>*</c> stands for any text, <c>?</c> for one character; all else for itself, in its case. It is
/// matched from the first to the last character, in time that grows with the product of both lengths at most.
/// </summary>
public sealed record Wildcard(string Text)
{
    public bool Matches(string text)
    {
        var (pattern, p, t, star, mark) = (Text, 0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, mark) = (p++, t);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++mark);
            else
                return false;
        }
        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }
}
