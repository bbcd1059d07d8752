namespace OAuthAttest.Escalations.Dispatch.Revoking;

/// <summary>The payload of a revocation that was ordered again after it was given up.</summary>
/// <param name="Round">1: the first order, which has no payload.</param>
/// <param name="AttemptsBefore">The row's attempts of the rounds before.</param>
internal sealed record RevocationOrder(int Round, int AttemptsBefore);
