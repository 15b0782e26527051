-- SPDX-License-Identifier: BSD-2-Clause
-- A device that did not answer says nothing: what we give it makes no record of it.
return { fields = { site = false, owner = { const = "team-x" } } }
