using System.Globalization;
using System.Text;
using Belay.Messages;
using Belay.Storage.Sqlite.Rows;
using Microsoft.Data.Sqlite;

namespace Belay.Storage.Sqlite.Reading;

/// <summary>Reads one page of a list: always by the index that fits the filters.</summary>
/// <remarks>
/// SQLite would choose by the order that is asked for, and go through all messages of the organization for the few that a filter lets pass. So the
/// index is named here. Where a filter allows several values (statuses, tags), each is read by its index, a page at most, and the pages are merged.
/// Times have no index of their own: with no other filter, a list by time goes through the organization's messages from the newest on.
/// </remarks>
internal static class ListStatement
{
    public static MessagePage Read(SqliteConnection connection, MessageQuery query)
    {
        var found = new List<Message>();

        // One snapshot: a message that moves from one status to another meanwhile must not slip through between two statements.
        using var snapshot = connection.BeginTransaction(deferred: true);
        foreach (var way in Ways(query))
        {
            using var select = Prepare(connection, query, way);
            found.AddRange(select.ReadAll(MessageRow.Read));
        }

        List<Message> page = [.. found.DistinctBy(message => message.Id).OrderByDescending(message => message.Id.Value).Take(query.Limit + 1)];
        if (page.Count <= query.Limit)
        {
            return new(page, null);
        }

        page.RemoveAt(query.Limit);
        return new(page, page[^1].Id);
    }

    /// <summary>The ways to walk: one, or one for each value that the leading filter allows.</summary>
    internal static IEnumerable<Way> Ways(MessageQuery query)
    {
        if (query.Batch is not null || query.Number is not null)
        {
            return [new("message m INDEXED BY message_batch")];
        }

        if (query.AllTags.Select(Columns.TagLabel)
            .Concat(query.Labels.Select(pair => Columns.NamedLabel(pair.Key, pair.Value))).FirstOrDefault() is { } label)
        {
            return [Way.ByLabel(label)];
        }

        if (query.AnyTag.Count > 0)
        {
            return query.AnyTag.Distinct(StringComparer.Ordinal).Select(tag => Way.ByLabel(Columns.TagLabel(tag)));
        }

        return query switch
        {
            { To: not null } => [new("message m INDEXED BY message_to")],
            { From: not null } => [new("message m INDEXED BY message_from")],
            { Held: true } => [new("message m INDEXED BY message_held")],
            _ when query.Statuses == MessageStatuses.All => [new("message m INDEXED BY message_list")],
            _ => Enum.GetValues<MessageStatus>()
                .Where(status => query.Statuses.Holds(status)).Select(status => new Way("message m INDEXED BY message_status", Status: status)),
        };
    }

    /// <summary>The statement that walks one way, with its values.</summary>
    internal static Statement Prepare(SqliteConnection connection, MessageQuery query, Way way, string verb = "")
    {
        var filter = new Filter();
        filter.Add("m.organization = {0}", query.Organization.Value);
        if (way.Label is { } leading)
        {
            filter.Add("l.organization = {0} AND l.label = {1}", query.Organization.Value, leading);
            filter.AddIf(query.Before, "l.id < {0}", before => before.Value);
        }
        else
        {
            filter.AddIf(query.Before, "m.id < {0}", before => before.Value);
        }

        filter.AddIf(query.To, "m.to_address = {0}", to => to);
        filter.AddIf(query.From, "m.from_address = {0}", from => from);
        filter.AddIf(query.ReceivedFrom, "m.received_at >= {0}", at => Columns.ToMicroseconds(at));
        filter.AddIf(query.ReceivedBefore, "m.received_at < {0}", at => Columns.ToMicroseconds(at));
        filter.AddIf(query.DueFrom, "m.due_at >= {0}", at => Columns.ToMicroseconds(at));
        filter.AddIf(query.DueBefore, "m.due_at < {0}", at => Columns.ToMicroseconds(at));
        filter.AddIf(query.Archived, "m.archived = {0}", archived => archived ? 1L : 0L);
        if (query.Held is { } held)
        {
            filter.Add(held ? "m.held = 1 AND m.wake_at IS NOT NULL" : "(m.held = 0 OR m.wake_at IS NULL)");
        }

        filter.AddIf(query.Batch, "m.batch = {0}", batch => batch.Value);
        if (query.Number is { } number)
        {
            filter.Add("m.batch BETWEEN {0} AND {1} AND m.batch + m.ordinal = {1}", number - BatchId.MessagesMax, number);
        }

        if (way.Status is { } status)
        {
            filter.Add("m.status = {0}", (long)status);
        }
        else if (query.Statuses != MessageStatuses.All)
        {
            var wanted = Enum.GetValues<MessageStatus>()
                .Where(one => query.Statuses.Holds(one)).Select(one => ((int)one).ToString(CultureInfo.InvariantCulture));
            filter.Add($"m.status IN ({string.Join(',', wanted)})");
        }

        foreach (var label in query.AllTags.Select(Columns.TagLabel).Concat(query.Labels.Select(pair => Columns.NamedLabel(pair.Key, pair.Value))))
        {
            filter.Add("EXISTS (SELECT 1 FROM message_label x WHERE x.organization = m.organization AND x.label = {0} AND x.id = m.id)", label);
        }

        if (query.AnyTag.Count > 0)
        {
            filter.AddAny(
                "EXISTS (SELECT 1 FROM message_label x WHERE x.organization = m.organization AND x.label IN ({0}) AND x.id = m.id)",
                query.AnyTag.Select(Columns.TagLabel));
        }

        var order = way.Label is null ? "m.id" : "l.id";
        var statement = new Statement(
            connection, string.Create(
                CultureInfo.InvariantCulture,
                $"{verb}SELECT {MessageRow.Selected} FROM {way.From} WHERE {filter} ORDER BY {order} DESC LIMIT {query.Limit + 1}"));
        filter.Bind(statement);
        return statement;
    }

    /// <summary>One way to walk the messages, newest first.</summary>
    /// <param name="From">Tables and index.</param>
    /// <param name="Label">The label that leads, where one does.</param>
    /// <param name="Status">The status that leads, where one does.</param>
    internal sealed record Way(string From, string? Label = null, MessageStatus? Status = null)
    {
        /// <summary>From the label to its messages: a cross join is done in the order in which it is written.</summary>
        public static Way ByLabel(string label) => new("message_label l CROSS JOIN message m INDEXED BY message_id ON m.id = l.id", label);
    }

    /// <summary>Puts a WHERE together: texts are constants, values become parameters.</summary>
    private sealed class Filter
    {
        private readonly StringBuilder _text = new();
        private readonly List<object> _values = [];

        public void Add(string condition, params IEnumerable<object> values)
        {
            var names = values.Select(AddParameter).ToArray<object>();
            _text.Append(_text.Length == 0 ? "" : " AND ")
                .Append(names.Length == 0 ? condition : string.Format(CultureInfo.InvariantCulture, condition, names));
        }

        public void AddAny(string condition, IEnumerable<string> values) =>
            _text.Append(_text.Length == 0 ? "" : " AND ")
                .AppendFormat(CultureInfo.InvariantCulture, condition, string.Join(',', values.Select(AddParameter)));

        public void AddIf<T>(T? value, string condition, Func<T, object> stored)
            where T : struct
        {
            if (value is { } given)
            {
                Add(condition, stored(given));
            }
        }

        public void AddIf(string? value, string condition, Func<string, object> stored)
        {
            if (value is not null)
            {
                Add(condition, stored(value));
            }
        }

        public void Bind(Statement statement)
        {
            for (var i = 0; i < _values.Count; i++)
            {
                _ = _values[i] switch
                {
                    Guid id => statement.Set(NameOf(i), id),
                    long number => statement.Set(NameOf(i), number),
                    var text => statement.Set(NameOf(i), (string)text),
                };
            }
        }

        public override string ToString() => _text.ToString();

        private static string NameOf(int value) => string.Create(CultureInfo.InvariantCulture, $"$p{value}");

        private string AddParameter(object value)
        {
            _values.Add(value);
            return NameOf(_values.Count - 1);
        }
    }
}
