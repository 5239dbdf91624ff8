-- schema.sql
-- Las tres tablas de la lección. Viene hecho: ni los tests ni el programa piden cambiarlo.
--
-- Un solo tipo de id en todo el curso de un evento: bigint en PostgreSQL y string en TypeScript.
-- El driver `pg` entrega un bigint como string porque 2^63 no cabe en un number; se deja así y no
-- se pasa nunca por Number(). Como texto no se comparan ('10' < '9'): eso, en SQL.

CREATE TABLE orders (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id     text NOT NULL,
  email       text NOT NULL,
  status      text NOT NULL DEFAULT 'placed',
  total_cents integer NOT NULL CHECK (total_cents >= 0),
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE order_items (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id         bigint NOT NULL REFERENCES orders (id),
  product_id       text NOT NULL,
  quantity         integer NOT NULL CHECK (quantity > 0),
  unit_price_cents integer NOT NULL CHECK (unit_price_cents >= 0)
);

CREATE INDEX order_items_of_order ON order_items (order_id);

-- Un evento pendiente tiene processed_at a NULL. Apartado: pendiente y sin intentos que gastar.
CREATE TABLE outbox_events (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  aggregate_type text NOT NULL,
  aggregate_id   text NOT NULL,
  event_type     text NOT NULL,
  payload        jsonb NOT NULL,
  -- now() es la hora a la que empezó la transacción: dos eventos de la misma empatan.
  created_at     timestamptz NOT NULL DEFAULT now(),
  processed_at   timestamptz,
  attempts       integer NOT NULL DEFAULT 0,
  last_error     text
);

-- Parciales: lo publicado sale del índice, que mide lo que mide la cola y no su historia.
CREATE INDEX outbox_events_pending ON outbox_events (id)
  WHERE processed_at IS NULL;
CREATE INDEX outbox_events_pending_of_aggregate ON outbox_events (aggregate_type, aggregate_id, id)
  WHERE processed_at IS NULL;
