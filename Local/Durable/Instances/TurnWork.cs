using OAuthAttest.Local.Durable.Activities;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Storage;

namespace OAuthAttest.Local.Durable.Instances;

/// <summary>What a turn writes, and what happens once that is committed.</summary>
internal sealed class TurnWork(Commit commit)
{
    public Commit Commit => commit;

    /// <summary>The instance as it will be after the commit; null when there is none (any more).</summary>
    public ResidentInstance? Instance { get; set; }

    /// <summary>Messages whose senders learn the result.</summary>
    public List<(Message Message, Delivery Delivery)> Answers { get; } = [];

    public List<ScheduledActivity> Activities { get; } = [];

    /// <summary>Messages to pass on after the commit.</summary>
    public List<(string Target, Message Message)> Outgoing { get; } = [];

    /// <summary>Messages for the next turn.</summary>
    public List<Message> Rest { get; } = [];

    /// <summary>Whether the due time may have changed.</summary>
    public bool WakeChanged { get; set; }

    public void Accept(Message message) => Settle(message, Delivery.Accepted);

    /// <summary>The message is handled: its stored copy is deleted, and its sender learns the result.</summary>
    public void Settle(Message message, Delivery delivery)
    {
        if (message.InboxRow != 0)
        {
            commit.Received.Add(message.InboxRow);
        }

        if (message.Done is not null)
        {
            Answers.Add((message, delivery));
        }
    }
}
