using Xunit;

namespace OAuthAttest.Tests.Crash;

/// <summary>Tests that kill and restart processes run alone: with other tests beside them they would measure those tests' load.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
