using OAuthAttest.Campaigns;

namespace OAuthAttest.Local.Demo;

/// <summary>
/// The simulated people's own record of their clicks, kept apart from the product's tables so that the invariants can compare
/// the two.
/// </summary>
internal sealed class AnswerBook
{
    private readonly Dictionary<long, Answer> answers = [];

    public IReadOnlyDictionary<long, Answer> Answers => answers;

    public int Clicks { get; private set; }

    /// <summary>Clicks sent that must be refused: on another person's grant, or after the cut-off.</summary>
    public int IllegalClicks { get; private set; }

    public int ChangesOfMind { get; private set; }

    public int Repeats { get; private set; }

    /// <summary>Apps whose people are gone, which their owner answered for at once.</summary>
    public int AppsAnswered { get; private set; }

    public TimeSpan SlowestAnswer { get; private set; }

    public int Voided { get; private set; }

    public void MadeVoid(long grantId) => Voided += answers.Remove(grantId) ? 1 : 0;

    public void AnsweredApp() => AppsAnswered++;

    public void Clicked(TimeSpan took)
    {
        Clicks++;
        SlowestAnswer = took > SlowestAnswer ? took : SlowestAnswer;
    }

    public void Answered(long grantId, Answer answer) => answers[grantId] = answer;

    public void TookBack(long grantId)
    {
        answers.Remove(grantId);
        ChangesOfMind++;
    }

    /// <summary>Grants whose scopes grew: an earlier answer may have been made void, and the grant is then asked about again.</summary>
    public HashSet<long> Grown { get; } = [];

    public void ClickedIllegally() => IllegalClicks++;

    public void Repeated() => Repeats++;
}
