using OAuthAttest.Tests.Local.Durable.Semantics;

namespace OAuthAttest.Tests.Local.Durable;

public sealed class LocalReplayTests : ReplaySemantics<LocalEngine>;

public sealed class LocalEventTests : EventSemantics<LocalEngine>;

public sealed class LocalTimerTests : TimerSemantics<LocalEngine>;

public sealed class LocalActivityTests : ActivitySemantics<LocalEngine>;

public sealed class LocalSubOrchestrationTests : SubOrchestrationSemantics<LocalEngine>;

public sealed class LocalLifecycleTests : LifecycleSemantics<LocalEngine>;

public sealed class LocalInstanceTests : InstanceSemantics<LocalEngine>;
