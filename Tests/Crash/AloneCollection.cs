using Xunit;

namespace OAuthAttest.Tests.Crash;

/// <summary>Tests that kill and restart whole processes: they run by themselves, for two cores full of other tests would be what is measured.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
