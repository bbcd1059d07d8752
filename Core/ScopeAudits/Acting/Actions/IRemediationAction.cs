using System.Text.Json.Nodes;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <param name="IsDisruptive">People or programs that are at work may be cut off.</param>
/// <param name="CanBeUndone">The state before can be put back.</param>
/// <param name="IsVisible">Whether it was done can be read; else AWS' answer to the call has to do.</param>
internal sealed record ActionNature(bool IsDisruptive, bool CanBeUndone, bool IsVisible = true)
{
    /// <summary>What was found when it was looked at again and found as it was left.</summary>
    public string Still { get; init; } = "The state was read again and is still so";
}

/// <summary>One call that changes something, as it would be made.</summary>
/// <param name="Operation">As IAM names it: <c>iam:DetachRolePolicy</c>.</param>
internal sealed record PlannedCall(string Operation, JsonObject Parameters);

/// <summary>How things stand, and what would be done about it.</summary>
/// <param name="IsAsWanted">Nothing is left to do.</param>
/// <param name="Facts">What the calls were made of. Where it differs later, they would do something else than was approved.</param>
/// <param name="Calls">All that would be called, in order.</param>
/// <param name="Effects">What would change and who would be cut off, in sentences.</param>
internal sealed record LiveState(
    bool IsAsWanted, JsonObject Facts, IReadOnlyList<PlannedCall> Calls, IReadOnlyList<string> Effects)
{
    /// <summary>Null: as the kind can be.</summary>
    public bool? CanBeUndone { get; init; }

    public static LiveState AsWanted(JsonObject facts, string why) => new(true, facts, [], [why]);
}

/// <summary>
/// One kind of remediation. Each sets a state, so that doing it twice is doing it once; whether it has to be done is read first.
/// </summary>
internal interface IRemediationAction
{
    public RemediationKind Kind { get; }

    public ActionNature Nature { get; }

    /// <summary>What a role needs to look and to act, as IAM names it.</summary>
    public IReadOnlyList<string> Permissions { get; }

    /// <summary>What it needs besides to undo: mostly the power to give, which a team may keep to itself.</summary>
    public IReadOnlyList<string> UndoPermissions { get; }

    /// <exception cref="ActionImpossibleException">It cannot be done, whatever is approved.</exception>
    public Task<LiveState> ReadAsync(ActionCase one, CancellationToken cancellation);

    /// <param name="one">What it is about.</param>
    /// <param name="now">As it was read just before, and as it was approved.</param>
    /// <param name="cancellation">Cancels the calls.</param>
    public Task ApplyAsync(ActionCase one, LiveState now, CancellationToken cancellation);

    /// <summary>Puts back what stood there before.</summary>
    /// <param name="one">What it is about.</param>
    /// <param name="before">The facts from before it was done.</param>
    /// <param name="cancellation">Cancels the calls.</param>
    public Task UndoAsync(ActionCase one, JsonObject before, CancellationToken cancellation);

    /// <summary>Whether it still stands as it was left, which confirms it.</summary>
    public async Task<bool> IsStillSoAsync(ActionCase one, JsonObject before, CancellationToken cancellation) =>
        (await ReadAsync(one, cancellation)).IsAsWanted;

    /// <summary>Whether what stood there before stands there again, or what we left, or something else.</summary>
    public async Task<UndoStanding> StandingAsync(ActionCase one, JsonObject before, CancellationToken cancellation)
    {
        var live = await ReadAsync(one, cancellation);
        return JsonNode.DeepEquals(live.Facts, before) ? UndoStanding.Undone
            : live.IsAsWanted ? UndoStanding.AsWeLeftIt
            : UndoStanding.Changed;
    }
}

internal enum UndoStanding
{
    /// <summary>Nothing stands in the way of putting it back.</summary>
    AsWeLeftIt = 1,

    Undone,

    /// <summary>Somebody has changed it since: putting back would overwrite that.</summary>
    Changed,
}

/// <summary>AWS has taken it and is carrying it out: it is looked at again. The message says so, to a person.</summary>
internal sealed class ActionAtWorkException(string message) : Exception(message);

/// <summary>It cannot be done; the message says why, to a person.</summary>
internal sealed class ActionImpossibleException(string message) : Exception(message);
