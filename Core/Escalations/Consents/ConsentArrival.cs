namespace OAuthAttest.Escalations.Consents;

/// <summary>How a consent was received.</summary>
public enum ConsentArrival
{
    Push = 1,
    Poll = 2,
}
