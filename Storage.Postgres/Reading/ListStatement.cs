using System.Globalization;
using System.Text;
using Belay.Messages;
using Npgsql;
using NpgsqlTypes;

namespace Belay.Storage.Postgres.Reading;

/// <summary>
/// The SELECT for a <see cref="MessageQuery"/>: texts are constants, values are parameters. Each shape of a query has its own text, and so its own
/// plan.
/// </summary>
internal sealed class ListStatement
{
    private readonly StringBuilder _joins = new();
    private readonly StringBuilder _where = new();

    private ListStatement()
    {
    }

    public string Sql { get; private set; } = "";

    public List<NpgsqlParameter> Parameters { get; } = [];

    public static ListStatement Of(MessageQuery query)
    {
        var statement = new ListStatement();
        statement.Build(query);
        return statement;
    }

    private void Build(MessageQuery query)
    {
        Where("m.organization = {0}", query.Organization.Value);
        WhereIf(query.Before, "m.id < {0}", before => before.Value);
        WhereIf(query.To is null ? null : StoredText.Of(query.To), "m.to_address = {0}");
        WhereIf(query.From is null ? null : StoredText.Of(query.From), "m.from_address = {0}");
        WhereIf(query.ReceivedFrom, "m.received_at >= {0}");
        WhereIf(query.ReceivedBefore, "m.received_at < {0}");
        WhereIf(query.DueFrom, "m.due_at >= {0}");
        WhereIf(query.DueBefore, "m.due_at < {0}");
        WhereIf(query.Archived, "m.archived = {0}", archived => archived);
        if (query.Held is { } held)
        {
            _where.Append(held ? " AND m.held" : " AND NOT m.held");
        }

        WhereIf(query.Batch, "m.batch = {0}", batch => batch.Value);
        if (query.Number is { } number)
        {
            // The number lies at most a batch's size above the batch's own, so the index on batches finds it.
            Where($"m.batch > {{0}} - {BatchId.MessagesMax} AND m.batch <= {{0}} AND m.number = {{0}}", number);
        }

        // Joins, not EXISTS, because a label names a message once at most: then the labels' index gives the page in its order.
        foreach (var label in query.AllTags.Distinct(StringComparer.Ordinal)
            .Select(Tag).Concat(query.Labels.Select(pair => StoredText.Of(pair.Key + "=" + pair.Value))))
        {
            Join(label);
        }

        if (query.AnyTag.Count == 1)
        {
            Join(Tag(query.AnyTag[0]));
        }
        else if (query.AnyTag.Count > 1)
        {
            Where(
                "EXISTS (SELECT FROM message_label l WHERE l.organization = m.organization AND l.label = ANY ({0}) AND l.id = m.id)",
                query.AnyTag.Select(Tag).ToArray());
        }

        var limit = Add(query.Limit + 1);
        var from = $"FROM message m{_joins}";
        var statuses = Enum.GetValues<MessageStatus>().Where(status => query.Statuses.Holds(status)).Select(Name).ToArray();
        if (query.Statuses == MessageStatuses.All)
        {
            Sql = $"SELECT m.document {from} WHERE {_where} ORDER BY m.id DESC LIMIT {limit}";
        }
        else if (statuses.Length == 1)
        {
            Where("m.status = {0}", statuses[0]);
            Sql = $"SELECT m.document {from} WHERE {_where} ORDER BY m.id DESC LIMIT {limit}";
        }
        else
        {
            // A page of each status in its index's order, and the newest of these: a rare status among many messages is found at once.
            Sql = $"SELECT p.document FROM unnest({Add(statuses)}) AS s (status) CROSS JOIN LATERAL "
                + $"(SELECT m.id, m.document {from} WHERE m.status = s.status COLLATE \"C\" AND {_where} ORDER BY m.id DESC LIMIT {limit}) p ORDER "
                + $"BY p.id DESC LIMIT {limit}";
        }
    }

    /// <summary>A status as documents and columns name it.</summary>
    private static string Name(MessageStatus status) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    private static string Tag(string tag) => StoredText.Of("#" + tag);

    private void Join(string label)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"l{Parameters.Count}");
        _joins.Append(
            CultureInfo.InvariantCulture,
            $" JOIN message_label {name} ON {name}.organization = m.organization AND {name}.label = {Add(label)} AND {name}.id = m.id");
    }

    private void Where(string condition, object value) =>
        _where.Append(_where.Length == 0 ? "" : " AND ").AppendFormat(CultureInfo.InvariantCulture, condition, Add(value));

    private void WhereIf(string? value, string condition)
    {
        if (value is not null)
        {
            Where(condition, value);
        }
    }

    private void WhereIf<T>(T? value, string condition, Func<T, object> stored)
        where T : struct
    {
        if (value is { } given)
        {
            Where(condition, stored(given));
        }
    }

    private void WhereIf(DateTimeOffset? at, string condition)
    {
        if (at is { } given)
        {
            Where(condition, given);
        }
    }

    private string Add(object value)
    {
        Parameters.Add(value switch
        {
            DateTimeOffset at => PostgresIndex.Time(at),
            string[] texts => new NpgsqlParameter { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            _ => new NpgsqlParameter { Value = value },
        });
        return string.Create(CultureInfo.InvariantCulture, $"${Parameters.Count}");
    }
}
