using OAuthAttest.Tests.Local.Durable.Semantics;

namespace OAuthAttest.Tests.Local.Durable;

// Not the tests of replay: what is kept is not replayed.
public sealed class LocalSessionsEventTests : EventSemantics<LocalSessionsEngine>;

public sealed class LocalSessionsTimerTests : TimerSemantics<LocalSessionsEngine>;

public sealed class LocalSessionsActivityTests : ActivitySemantics<LocalSessionsEngine>;

public sealed class LocalSessionsSubOrchestrationTests : SubOrchestrationSemantics<LocalSessionsEngine>;

public sealed class LocalSessionsLifecycleTests : LifecycleSemantics<LocalSessionsEngine>;

public sealed class LocalSessionsInstanceTests : InstanceSemantics<LocalSessionsEngine>;
