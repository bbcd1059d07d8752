namespace OAuthAttest.Escalations.Consents;

/// <summary>How a consent came to us.</summary>
public enum ConsentArrival
{
    Push = 1,
    Poll = 2,
}
