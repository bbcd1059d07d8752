using OAuthAttest.Local.Durable.Messages;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>Everything that one turn writes: all of it in one transaction, together with the turns of other instances.</summary>
internal sealed class Commit
{
    /// <summary>Called when it is written, or cannot be.</summary>
    public required ICommitOwner Owner { get; init; }

    public InstanceState? Insert { get; set; }

    public InstanceState? Update { get; set; }

    /// <summary>The instance to delete with its history; 0 for none.</summary>
    public long Remove { get; set; }

    /// <summary>The instance whose history starts again; 0 for none.</summary>
    public long ClearHistory { get; set; }

    public long ChunkKey { get; set; }

    public int ChunkNumber { get; set; }

    public DateTime ChunkAt { get; set; }

    /// <summary>The encoded events of the turn, or null when it adds none.</summary>
    public byte[]? Chunk { get; set; }

    /// <summary>Messages to other instances, or stored for a later turn of this one.</summary>
    public List<(string Target, Message Message)> Sent { get; } = [];

    /// <summary>Stored messages that this turn has taken in.</summary>
    public List<long> Received { get; } = [];

    public bool IsEmpty =>
        Insert is null && Update is null && Remove == 0 && ClearHistory == 0 && Chunk is null && Sent.Count == 0 && Received.Count == 0;
}

internal interface ICommitOwner
{
    public void OnCommitted(Commit commit);

    public void OnCommitFailed(Commit commit, Exception reason);
}
