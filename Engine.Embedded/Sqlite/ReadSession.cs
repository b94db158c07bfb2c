using System.Globalization;
using System.Text;
using Belay.Messages;
using Microsoft.Data.Sqlite;

namespace Belay.Engine.Embedded.Sqlite;

/// <summary>A read connection and what is asked on it. Used by one caller at a time.</summary>
internal sealed class ReadSession(SqliteConnection connection) : IDisposable
{
    private readonly Statement _find = new(connection, $"SELECT {MessageRow.Selected} FROM message m WHERE m.id = $id AND m.organization = $organization");
    private readonly Statement _findKey = new(connection, IdempotencyRow.Select);
    private readonly Statement _findBatch = new(connection, $"SELECT {MessageRow.Selected} FROM message m WHERE m.organization = $organization AND m.batch = $batch ORDER BY m.ordinal");

    public Message? Find(OrganizationId organization, MessageId id) =>
        _find.Set("$id", Columns.ToBlob(id.Value)).Set("$organization", organization.Value).ReadFirst(MessageRow.Read);

    public ScheduleVerdict.Replayed? FindReplay(IdempotencyKey key, DateTimeOffset now) =>
        IdempotencyRow.Find(_findKey, key, now) is not { } used
            ? null
            : new ScheduleVerdict.Replayed(
                [.. _findBatch.Set("$organization", key.Organization.Value).Set("$batch", used.Batch.Value).ReadAll(MessageRow.Read).Select(message => message.AsOf(1))],
                used.Fingerprint);

    public MessagePage List(MessageQuery query)
    {
        using var command = connection.CreateCommand();
        var filter = new Filter(command);
        filter.Add("m.organization = {0}", query.Organization.Value);
        filter.AddIf(query.Before, "m.id < {0}", before => Columns.ToBlob(before.Value));
        filter.AddIf(query.To, "m.to_address = {0}", to => to);
        filter.AddIf(query.From, "m.from_address = {0}", from => from);
        filter.AddIf(query.ReceivedFrom, "m.received_at >= {0}", at => Columns.ToMicroseconds(at));
        filter.AddIf(query.ReceivedBefore, "m.received_at < {0}", at => Columns.ToMicroseconds(at));
        filter.AddIf(query.DueFrom, "m.due_at >= {0}", at => Columns.ToMicroseconds(at));
        filter.AddIf(query.DueBefore, "m.due_at < {0}", at => Columns.ToMicroseconds(at));
        filter.AddIf(query.Archived, "m.archived = {0}", archived => archived ? 1L : 0L);
        filter.AddIf(query.Batch, "m.batch = {0}", batch => batch.Value);
        if (query.Number is { } number)
        {
            filter.Add("m.batch BETWEEN {0} AND {1} AND m.batch + m.ordinal = {1}", number - BatchId.MessagesMax, number);
        }

        if (query.Statuses != MessageStatuses.All)
        {
            var wanted = Enum.GetValues<MessageStatus>().Where(status => query.Statuses.Holds(status)).Select(status => ((int)status).ToString(CultureInfo.InvariantCulture));
            filter.Add($"m.status IN ({string.Join(',', wanted)})");
        }

        foreach (var label in query.AllTags.Select(Columns.TagLabel).Concat(query.Labels.Select(pair => Columns.NamedLabel(pair.Key, pair.Value))))
        {
            filter.Add("EXISTS (SELECT 1 FROM message_label l WHERE l.organization = m.organization AND l.label = {0} AND l.id = m.id)", label);
        }

        if (query.AnyTag.Count > 0)
        {
            filter.AddAny("EXISTS (SELECT 1 FROM message_label l WHERE l.organization = m.organization AND l.label IN ({0}) AND l.id = m.id)", query.AnyTag.Select(Columns.TagLabel));
        }

#pragma warning disable CA2100 // The text is put together from constants; values are parameters.
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT {MessageRow.Selected} FROM message m WHERE {filter} ORDER BY m.id DESC LIMIT {query.Limit + 1}");
#pragma warning restore CA2100
        var found = new List<Message>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            found.Add(MessageRow.Read(reader));
        }

        if (found.Count <= query.Limit)
        {
            return new(found, null);
        }

        found.RemoveAt(query.Limit);
        return new(found, found[^1].Id);
    }

    public IReadOnlyList<long> Forecast(OrganizationId? organization, DateTimeOffset from, TimeSpan slot, int slots)
    {
        using var statement = new Statement(
            connection,
            "SELECT (due_at - $from) / $slot, count(*) FROM message WHERE status <= 1 AND due_at >= $from AND due_at < $to"
            + (organization is null ? "" : " AND organization = $organization") + " GROUP BY 1");
        statement.Set("$from", from).Set("$slot", (long)slot.TotalMicroseconds).Set("$to", from + (slot * slots));
        if (organization is { } one)
        {
            statement.Set("$organization", one.Value);
        }

        var counts = new long[slots];
        foreach (var (index, count) in statement.ReadAll(row => (row.GetInt32(0), row.GetInt64(1))))
        {
            counts[index] = count;
        }

        return counts;
    }

    /// <summary>When the next webhook event may be taken; null: none waits.</summary>
    public DateTimeOffset? NextEvent()
    {
        using var select = new Statement(connection, "SELECT available_at FROM webhook_event WHERE blocked = 0 ORDER BY available_at LIMIT 1");
        return select.ReadFirst<DateTimeOffset?>(row => Columns.FromMicroseconds(row.GetInt64(0)));
    }

    public void Dispose()
    {
        _find.Dispose();
        _findKey.Dispose();
        _findBatch.Dispose();
        connection.Dispose();
    }

    /// <summary>Puts a WHERE together: texts are constants, values become parameters.</summary>
    private sealed class Filter(SqliteCommand command)
    {
        private readonly StringBuilder _text = new();

        public void Add(string condition, params IEnumerable<object> values)
        {
            var names = values.Select(AddParameter).ToArray<object>();
            _text.Append(_text.Length == 0 ? "" : " AND ").Append(names.Length == 0 ? condition : string.Format(CultureInfo.InvariantCulture, condition, names));
        }

        public void AddAny(string condition, IEnumerable<string> values) =>
            _text.Append(_text.Length == 0 ? "" : " AND ").AppendFormat(CultureInfo.InvariantCulture, condition, string.Join(',', values.Select(AddParameter)));

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

        public override string ToString() => _text.ToString();

        private string AddParameter(object value)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"$p{command.Parameters.Count}");
            command.Parameters.AddWithValue(name, value);
            return name;
        }
    }
}
