namespace OAuthAttest.Telemetry;

/// <summary>Telemetry is off.</summary>
public sealed class NoTelemetry : IBusinessTelemetry
{
    public void Track(BusinessEvent fact)
    {
    }
}
