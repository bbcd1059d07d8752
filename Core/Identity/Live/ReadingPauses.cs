namespace OAuthAttest.Identity.Live;

/// <summary>The worker's time is up: the reading goes on in the next one, from the answers that are kept.</summary>
internal sealed class ReadingPausedException() : Exception("The reading goes on later.");

/// <summary>An answer that was kept is not there any more: it must be asked for again before the merge.</summary>
internal sealed class AnswerLostException() : Exception("An answer of the reading is not kept.");

/// <summary>Somebody else ended the run.</summary>
internal sealed class RunEndedException() : Exception("The run has ended.");
