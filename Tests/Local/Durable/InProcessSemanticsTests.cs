using OAuthAttest.Tests.Local.Durable.Semantics;

namespace OAuthAttest.Tests.Local.Durable;

public sealed class InProcessReplayTests : ReplaySemantics<InProcessEngine>;

public sealed class InProcessEventTests : EventSemantics<InProcessEngine>;

public sealed class InProcessTimerTests : TimerSemantics<InProcessEngine>;

public sealed class InProcessActivityTests : ActivitySemantics<InProcessEngine>;

public sealed class InProcessSubOrchestrationTests : SubOrchestrationSemantics<InProcessEngine>;

public sealed class InProcessLifecycleTests : LifecycleSemantics<InProcessEngine>;

public sealed class InProcessInstanceTests : InstanceSemantics<InProcessEngine>;
